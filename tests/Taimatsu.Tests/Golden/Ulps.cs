namespace Taimatsu.Tests.Golden;

/// <summary>Distances between floats, counted in representable numbers.</summary>
internal static class Ulps
{
    /// <summary>How many steps lead from one number to the other in their type: 0 for equal numbers, two zeros and two NaNs; very many if only one is NaN.</summary>
    public static long Between(double left, double right) => Distance(left, right, Ordered(BitConverter.DoubleToInt64Bits(left), long.MinValue), Ordered(BitConverter.DoubleToInt64Bits(right), long.MinValue));

    /// <inheritdoc cref="Between(double, double)"/>
    public static long Between(float left, float right) => Distance(left, right, Ordered(BitConverter.SingleToInt32Bits(left), int.MinValue), Ordered(BitConverter.SingleToInt32Bits(right), int.MinValue));

    /// <inheritdoc cref="Between(double, double)"/>
    public static long Between(Half left, Half right) => Distance((double)left, (double)right, Ordered(BitConverter.HalfToInt16Bits(left), short.MinValue), Ordered(BitConverter.HalfToInt16Bits(right), short.MinValue));

    /// <inheritdoc cref="Between(double, double)"/>
    public static long Between(BFloat16 left, BFloat16 right) => Distance((float)left, (float)right, Ordered((short)left.Bits, short.MinValue), Ordered((short)right.Bits, short.MinValue));

    // The bits of negative floats grow away from zero; turned around, all floats are in the order of their values.
    private static long Ordered(long bits, long lowest) => bits < 0 ? lowest - bits : bits;

    private static long Distance(double left, double right, long leftOrder, long rightOrder)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return double.IsNaN(left) && double.IsNaN(right) ? 0 : long.MaxValue;
        // Infinity is one step from the largest number in the bits, but not to us.
        if (double.IsInfinity(left) != double.IsInfinity(right)) return long.MaxValue;
        var distance = Int128.Abs((Int128)leftOrder - rightOrder);
        return distance > long.MaxValue ? long.MaxValue : (long)distance;
    }
}
