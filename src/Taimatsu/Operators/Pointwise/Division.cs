namespace Taimatsu.Operators;

/// <summary>Quotients and remainders of single numbers, with Python's rules for signs.</summary>
internal static class Division
{
    public static double Floor(double x, double y)
    {
        if (y == 0) return x / y;
        double rest = x % y, quotient = (x - rest) / y;
        if (rest != 0 && (y < 0) != (rest < 0)) quotient -= 1;
        if (quotient == 0) return Math.CopySign(0, x / y);
        double floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    public static float Floor(float x, float y)
    {
        if (y == 0) return x / y;
        float rest = x % y, quotient = (x - rest) / y;
        if (rest != 0 && (y < 0) != (rest < 0)) quotient -= 1;
        if (quotient == 0) return MathF.CopySign(0, x / y);
        float floor = MathF.Floor(quotient);
        return quotient - floor > 0.5f ? floor + 1 : floor;
    }

    public static double Remainder(double x, double y)
    {
        double rest = x % y;
        return rest != 0 && (y < 0) != (rest < 0) ? rest + y : rest;
    }

    public static float Remainder(float x, float y)
    {
        float rest = x % y;
        return rest != 0 && (y < 0) != (rest < 0) ? rest + y : rest;
    }
}
