using System.Numerics;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override void MatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta)
    {
        if (target.Count == 0) return;
        switch (target.Type)
        {
            case ScalarType.Float32: Product<float, Single32>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Float64: Product<double, Double64>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Byte: Product<byte, Whole<byte, ByteCast>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int8: Product<sbyte, Whole<sbyte, SByteCast>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int16: Product<short, Whole<short, Int16Cast>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int32: Product<int, Whole<int, Int32Cast>>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int64: Product<long, Whole<long, Int64Cast>>(target, left, right, bias, alpha, beta); break;
            default: throw NotForType("addmm_cuda", target.Type);
        }
        target.KeepAlive();
        left.KeepAlive();
        right.KeepAlive();
        bias.KeepAlive();
    }

    private void Product<T, V>(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta)
        where T : unmanaged, INumber<T> where V : struct, ILane<V, T>
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
        Groups(ProductKernels.Tiles<T, V>, target.Size(0) * shape.TilesM * shape.TilesN, side * side, View<T>(target), View<T>(left), View<T>(right),
            hasBias ? View<T>(bias) : View<T>(target), shape, side, a, b, b == T.Zero ? 0 : 1);
    }

    private static T Number<T>(Scalar value) where T : INumber<T> => value.IsFloatingPoint ? T.CreateTruncating(value.ToDouble()) : T.CreateTruncating(value.ToInt64());
}
