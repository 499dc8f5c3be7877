using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The kernel call behind every matrix product: makes three dimensions of the operands and widens 16-bit floats.</summary>
internal static class MatrixProduct
{
    /// <summary>alpha · (left @ right) + bias; [B, M, K] with [B, K, N], or two matrices.</summary>
    public static Tensor Run(Tensor left, Tensor right, Tensor? bias = null, Scalar? alpha = null)
    {
        var result = Tensor.Empty(Layout.Contiguous(Sizes(left, right)), left.dtype, left.device);
        Into(result, left, right, bias, alpha ?? 1, 0);
        return result;
    }

    /// <summary>left @ right + bias. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one.</summary>
    public static Tensor Run(Tensor left, Tensor right, Tensor? bias, ref bool rectify)
    {
        var result = Tensor.Empty(Layout.Contiguous(Sizes(left, right)), left.dtype, left.device);
        rectify = rectify && result.dtype is ScalarType.Float32 or ScalarType.Float64 && result.Backend.TryRectifiedMatrixProduct(Batched(result), Batched(left), Batched(right), Bias(bias, result));
        if (!rectify) Into(result, left, right, bias, 1, 0);
        GC.KeepAlive(bias);
        return result;
    }

    /// <summary>target = beta · target + alpha · (left @ right) + bias. The target may have any strides.</summary>
    public static void Into(Tensor target, Tensor left, Tensor right, Tensor? bias, Scalar alpha, Scalar beta)
    {
        var type = target.dtype.IsReducedFloatingPoint() ? ScalarType.Float32 : target.dtype == ScalarType.Bool ? ScalarType.Byte : target.dtype;
        if (type != target.dtype)
        {
            if (target.device_type != DeviceType.CPU && target.dtype.IsReducedFloatingPoint() && target.Backend.TryReducedMatrixProduct(Batched(target), Batched(left), Batched(right), Bias(bias, target), alpha, beta)) return;
            var wide = target.detach().to(type, copy: true);
            Into(wide, left.detach().to(type), right.detach().to(type), bias?.detach().to(type), alpha, beta);
            target.Backend.Copy(target.Operand, wide.Operand);
            return;
        }
        target.Backend.MatrixProduct(Batched(target), Batched(left), Batched(right), Bias(bias, target), alpha, beta);
        GC.KeepAlive(bias);
    }

    private static long[] Sizes(Tensor left, Tensor right) => left.ndim == 2 ? [left.size(0), right.size(1)] : [left.size(0), left.size(1), right.size(2)];

    private static Operand Bias(Tensor? bias, Tensor target) => bias is null ? new Operand(target.Storage, 0, s_none, target.dtype) : bias.detach().contiguous().Operand;

    private static readonly Layout s_none = Layout.Contiguous([0]);

    private static Operand Batched(Tensor tensor)
    {
        var operand = tensor.Operand;
        if (operand.Rank == 3) return operand;
        var layout = operand.Layout;
        return operand.With(new Layout([1, layout.Sizes[0], layout.Sizes[1]], [0, layout.Strides[0], layout.Strides[1]]));
    }

    /// <summary>Throws unless both have one type and lie on one device.</summary>
    public static void Check(string op, Tensor a, Tensor b)
    {
        if (a.device != b.device) throw Devices.Mixed(op, a.device, b.device);
        if (a.dtype != b.dtype)
            throw new InvalidOperationException($"{op}: expected m1 and m2 to have the same dtype, but got: {Name(a)} != {Name(b)}");
    }

    private static string Name(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => "float",
        ScalarType.Float64 => "double",
        ScalarType.Int64 => "long int",
        _ => tensor.dtype.LegacyName(),
    };
}
