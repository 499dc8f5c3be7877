using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Copies, conversions, fills and choices of elements.</summary>
internal static class CopyKernels
{
    /// <summary>Elements of one size, whatever they are.</summary>
    public static void Flat<T>(Index1D i, ArrayView<T> z, ArrayView<T> x, int sx) where T : unmanaged => z[i] = x[i * sx];

    /// <summary>Any strides, one type.</summary>
    public static void Same<T>(Index1D i, ArrayView<byte> z, ArrayView<byte> x, Walk walk) where T : unmanaged
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        Element.At<T>(z, at.Item0) = Element.At<T>(x, at.Item1);
    }

    /// <summary>Any strides and types, by way of float64: what a float type holds goes through it unchanged.</summary>
    public static void FromFloats(Index1D i, ArrayView<byte> z, ArrayView<byte> x, Walk walk)
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        Element.Store<double, Double64>(z, at.Item0, walk.Type0, Element.Load<double, Double64>(x, at.Item1, walk.Type1));
    }

    /// <summary>Any strides and types, by way of int64.</summary>
    public static void FromIntegers(Index1D i, ArrayView<byte> z, ArrayView<byte> x, Walk walk)
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        Element.Store<long, Int64Cast>(z, at.Item0, walk.Type0, Element.Load<long, Int64Cast>(x, at.Item1, walk.Type1));
    }

    /// <summary>One value everywhere; its bits come in an int64.</summary>
    public static void Fill<T>(Index1D i, ArrayView<byte> z, Walk walk, T value) where T : unmanaged
        => Element.At<T>(z, Walk.Offsets(walk, (uint)i.X).Item0) = value;

    /// <summary>start + i · step, computed anew for each element.</summary>
    public static void FloatSequence(Index1D i, ArrayView<byte> z, int type, double start, double step)
        => Element.Store<double, Double64>(z, (long)i.X * Element.Size(type), type, start + step * i.X);

    /// <inheritdoc cref="FloatSequence"/>
    public static void IntegerSequence(Index1D i, ArrayView<byte> z, int type, long start, long step)
        => Element.Store<long, Int64Cast>(z, (long)i.X * Element.Size(type), type, start + step * i.X);

    /// <summary>condition ? a : b of elements of one size.</summary>
    public static void Where<T>(Index1D i, ArrayView<byte> z, ArrayView<byte> condition, ArrayView<byte> a, ArrayView<byte> b, Walk walk) where T : unmanaged
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        Element.At<T>(z, at.Item0) = condition[at.Item1] != 0 ? Element.At<T>(a, at.Item2) : Element.At<T>(b, at.Item3);
    }
}
