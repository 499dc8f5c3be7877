namespace Taimatsu.Operators;

/// <summary>Neighbours of floating point numbers.</summary>
internal static class FloatSteps
{
    public static float NextAfter(float x, float y)
    {
        if (float.IsNaN(x) || float.IsNaN(y)) return float.NaN;
        if (x == y) return y;
        return x < y ? MathF.BitIncrement(x) : MathF.BitDecrement(x);
    }

    public static double NextAfter(double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        if (x == y) return y;
        return x < y ? Math.BitIncrement(x) : Math.BitDecrement(x);
    }
}
