using System.Numerics;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override void MatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta)
    {
        if (target.Count == 0) return;
        switch (target.Type)
        {
            case ScalarType.Float32 or ScalarType.Float64 when TryByLibrary(target, left, right, bias, alpha.ToDouble(), beta.ToDouble()): break;
            case ScalarType.Float32: Product<float, float, Single32, AsIs<float>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Float64: Product<double, double, Double64, AsIs<double>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Byte: Product<byte, byte, Whole<byte, ByteCast>, AsIs<byte>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int8: Product<sbyte, sbyte, Whole<sbyte, SByteCast>, AsIs<sbyte>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int16: Product<short, short, Whole<short, Int16Cast>, AsIs<short>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int32: Product<int, int, Whole<int, Int32Cast>, AsIs<int>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int64: Product<long, long, Whole<long, Int64Cast>, AsIs<long>>(target, left, right, bias, alpha, beta); break;
            default: throw NotForType("addmm_cuda", target.Type);
        }
        target.KeepAlive();
        left.KeepAlive();
        right.KeepAlive();
        bias.KeepAlive();
    }

    public override bool TryReducedMatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta)
    {
        if (target.Count > 0 && !TryByLibrary(target, left, right, bias, alpha.ToDouble(), beta.ToDouble()))
        {
            if (target.Type == ScalarType.Float16) Product<ushort, float, Single32, InHalf>(target, left, right, bias, alpha, beta);
            else Product<ushort, float, Single32, InBrain>(target, left, right, bias, alpha, beta);
        }
        target.KeepAlive();
        left.KeepAlive();
        right.KeepAlive();
        bias.KeepAlive();
        return true;
    }

    private void Product<S, T, V, W>(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta)
        where S : unmanaged where T : unmanaged, INumber<T> where V : struct, ILane<V, T> where W : struct, IStored<S, T>
    {
        int side = GroupSize >= ProductKernels.MostSide * ProductKernels.MostSide ? ProductKernels.MostSide : GroupSize >= 16 ? 4 : 2;
        int width = 4 * side;
        bool hasBias = bias.Storage is not null && bias.Count > 0;
        var shape = new ProductShape
        {
            M = checked((int)target.Size(1)), N = checked((int)target.Size(2)), K = checked((int)left.Size(2)), HasBias = hasBias ? 1 : 0,
            TargetBatch = target.Stride(0), TargetRow = target.Stride(1), TargetColumn = target.Stride(2),
            LeftBatch = left.Stride(0), LeftRow = left.Stride(1), LeftColumn = left.Stride(2),
            RightBatch = right.Stride(0), RightRow = right.Stride(1), RightColumn = right.Stride(2),
            LeftAlongK = left.Stride(2) <= left.Stride(1) ? 1 : 0, RightAlongN = right.Stride(2) <= right.Stride(1) ? 1 : 0,
        };
        shape.TilesM = (shape.M + width - 1) / width;
        shape.TilesN = (shape.N + width - 1) / width;
        T a = Number<T>(alpha), b = Number<T>(beta);
        Groups(ProductKernels.Tiles<S, T, V, W>, target.Size(0) * shape.TilesM * shape.TilesN, side * side, View<S>(target), View<S>(left), View<S>(right),
            hasBias ? View<S>(bias) : View<S>(target), shape, side, a, b, b == T.Zero ? 0 : 1);
    }

    private static T Number<T>(Scalar value) where T : INumber<T> => value.IsFloatingPoint ? T.CreateTruncating(value.ToDouble()) : T.CreateTruncating(value.ToInt64());
}
