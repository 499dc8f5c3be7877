using System.Numerics;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void MatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta)
    {
        switch (target.Type)
        {
            case ScalarType.Float32: Product<float>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Float64: Product<double>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Byte: Product<byte>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int8: Product<sbyte>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int16: Product<short>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int32: Product<int>(target, left, right, bias, alpha, beta); break;
            case ScalarType.Int64: Product<long>(target, left, right, bias, alpha, beta); break;
            default: ThrowType("addmm_impl_cpu_", target.Type); break;
        }
    }

    public override bool TryRectifiedMatrixProduct(in Operand target, in Operand left, in Operand right, in Operand bias)
    {
        if (target.Type == ScalarType.Float32) Product<float>(target, left, right, bias, 1, 0, GemmActivation.Relu);
        else Product<double>(target, left, right, bias, 1, 0, GemmActivation.Relu);
        return true;
    }

    private static void Product<T>(in Operand target, in Operand left, in Operand right, in Operand bias, Scalar alpha, Scalar beta, GemmActivation activation = GemmActivation.None) where T : unmanaged, INumber<T>
    {
        fixed (T* c = &target.First<T>(), a = &left.First<T>(), b = &right.First<T>(), d = &bias.First<T>())
        {
            var epilogue = new GemmEpilogue<T> { ColumnBias = bias.Count == 0 ? null : d, Activation = activation };
            GemmBatch.Multiply(target.Size(0), target.Size(1), target.Size(2), left.Size(2), Number<T>(alpha), a, left.Stride(0), left.Stride(1), left.Stride(2),
                b, right.Stride(0), right.Stride(1), right.Stride(2), Number<T>(beta), c, target.Stride(0), target.Stride(1), target.Stride(2), epilogue);
        }
        target.KeepAlive();
        left.KeepAlive();
        right.KeepAlive();
        bias.KeepAlive();
    }

    private static T Number<T>(Scalar value) where T : INumber<T> => value.IsFloatingPoint ? T.CreateTruncating(value.ToDouble()) : T.CreateTruncating(value.ToInt64());
}
