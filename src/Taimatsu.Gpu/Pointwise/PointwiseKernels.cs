using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>
/// The kernels of all pointwise operators: flat ones for operands that lie one after the other in the type that is computed in (or are one element, stride 0),
/// walking ones for any strides and types. The body is the operator's own.
/// </summary>
internal static class PointwiseKernels
{
    public static void FlatUnary<TOp, T, V>(Index1D i, ArrayView<T> z, ArrayView<T> x, int sx, TOp op)
        where TOp : struct, IUnaryOp where T : unmanaged where V : struct, ILane<V, T>
        => z[i] = V.Sum(op.Invoke<V, T>(V.Create(x[i * sx])));

    public static void FlatUnaryPredicate<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<T> x, int sx, TOp op)
        where TOp : struct, IUnaryOp where T : unmanaged where V : struct, ILane<V, T>
        => z[i] = (byte)V.MaskBits(op.Invoke<V, T>(V.Create(x[i * sx])));

    public static void WalkUnary<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<byte> x, Walk walk, TOp op)
        where TOp : struct, IUnaryOp where T : unmanaged where V : struct, ILane<V, T>
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        Element.Store<T, V>(z, at.Item0, walk.Type0, V.Sum(op.Invoke<V, T>(V.Create(Element.Load<T, V>(x, at.Item1, walk.Type1)))));
    }

    public static void WalkUnaryPredicate<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<byte> x, Walk walk, TOp op)
        where TOp : struct, IUnaryOp where T : unmanaged where V : struct, ILane<V, T>
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        Element.Store<byte, ByteCast>(z, at.Item0, walk.Type0, (byte)V.MaskBits(op.Invoke<V, T>(V.Create(Element.Load<T, V>(x, at.Item1, walk.Type1)))));
    }

    public static void FlatBinary<TOp, T, V>(Index1D i, ArrayView<T> z, ArrayView<T> x, ArrayView<T> y, int sx, int sy, TOp op)
        where TOp : struct, IBinaryOp where T : unmanaged where V : struct, ILane<V, T>
        => z[i] = V.Sum(op.Invoke<V, T>(V.Create(x[i * sx]), V.Create(y[i * sy])));

    public static void FlatBinaryPredicate<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<T> x, ArrayView<T> y, int sx, int sy, TOp op)
        where TOp : struct, IBinaryOp where T : unmanaged where V : struct, ILane<V, T>
        => z[i] = (byte)V.MaskBits(op.Invoke<V, T>(V.Create(x[i * sx]), V.Create(y[i * sy])));

    public static void WalkBinary<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<byte> x, ArrayView<byte> y, Walk walk, TOp op)
        where TOp : struct, IBinaryOp where T : unmanaged where V : struct, ILane<V, T>
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        T left = Element.Load<T, V>(x, at.Item1, walk.Type1), right = Element.Load<T, V>(y, at.Item2, walk.Type2);
        Element.Store<T, V>(z, at.Item0, walk.Type0, V.Sum(op.Invoke<V, T>(V.Create(left), V.Create(right))));
    }

    public static void WalkBinaryPredicate<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<byte> x, ArrayView<byte> y, Walk walk, TOp op)
        where TOp : struct, IBinaryOp where T : unmanaged where V : struct, ILane<V, T>
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        T left = Element.Load<T, V>(x, at.Item1, walk.Type1), right = Element.Load<T, V>(y, at.Item2, walk.Type2);
        Element.Store<byte, ByteCast>(z, at.Item0, walk.Type0, (byte)V.MaskBits(op.Invoke<V, T>(V.Create(left), V.Create(right))));
    }

    public static void WalkTernary<TOp, T, V>(Index1D i, ArrayView<byte> z, ArrayView<byte> a, ArrayView<byte> b, ArrayView<byte> c, Walk walk, TOp op)
        where TOp : struct, ITernaryOp where T : unmanaged where V : struct, ILane<V, T>
    {
        var at = Walk.Offsets(walk, (uint)i.X);
        V x = V.Create(Element.Load<T, V>(a, at.Item1, walk.Type1)), y = V.Create(Element.Load<T, V>(b, at.Item2, walk.Type2));
        Element.Store<T, V>(z, at.Item0, walk.Type0, V.Sum(op.Invoke<V, T>(x, y, V.Create(Element.Load<T, V>(c, at.Item3, walk.Type3)))));
    }
}
