using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Margins put around tensors.</summary>
internal static class Padding
{
    /// <summary>
    /// The tensor with margins: <paramref name="pad"/> names pairs (before, after), the last dimension's first. "constant" fills with a value, and cuts where a margin
    /// is negative; "reflect" mirrors without the edge, "replicate" repeats the edge, "circular" goes on at the other end.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such mode, or the margins do not fit the tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html"/>
    [Operator("pad", Face = Face.Functional)]
    public static Tensor Pad(Tensor input, Size pad, string mode = "constant", double? value = null)
    {
        if (pad.Length % 2 != 0) throw new ArgumentException("Padding length must be divisible by 2");
        if (pad.Length > 2 * input.ndim) throw new ArgumentException($"Padding length should be less than or equal to two times the input dimension but got padding length {pad.Length} and input of dimension {input.ndim}");
        if (mode == "constant") return Constant(input, pad, value ?? 0);
        if (mode is not ("reflect" or "replicate" or "circular")) throw new ArgumentException($"Unrecognised padding mode {mode}");
        if (value is not (null or 0)) throw new ArgumentException($"Padding mode \"{mode}\" doesn't take in value argument");
        if (pad.Length is 0 or > 6 || (pad.Length + 2 != 2 * input.ndim && pad.Length + 4 != 2 * input.ndim))
            throw new ArgumentException($"Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
        var axes = new AxisTaps[pad.Length / 2];
        for (int i = 0; i < axes.Length; i++)
        {
            int d = (int)input.ndim - 1 - i;
            var axis = new PaddedAxis(mode, input.size(d), pad[2 * i], pad[2 * i + 1]);
            axis.Check(input, d);
            axes[^(i + 1)] = KeptTaps<PaddedAxis>.Of(axis);
        }
        return AxisSums.Apply(input, NodeName(mode, axes.Length), axes);
    }

    /// <summary>The same with TorchSharp's names for the modes.</summary>
    /// <exception cref="ArgumentException">There is no such mode, or the margins do not fit the tensor.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html"/>
    [Operator("pad", Face = Face.Functional)]
    public static Tensor Pad(Tensor input, Size pad, PaddingModes mode, double? value = null)
        => Pad(input, pad, mode is PaddingModes.Zeros ? "constant" : mode.ToString().ToLowerInvariant(), value);

    private static string NodeName(string mode, int rank) => (mode, rank) switch
    {
        ("reflect", 1) => "ReflectionPad1DBackward0",
        ("reflect", 2) => "ReflectionPad2DBackward0",
        ("reflect", _) => "ReflectionPad3DBackward0",
        ("replicate", 1) => "ReplicationPad1DBackward0",
        ("replicate", 2) => "ReplicationPad2DBackward0",
        ("replicate", _) => "ReplicationPad3DBackward0",
        _ => "CircularPadBackward0",
    };

    private static Tensor Constant(Tensor input, Size pad, double value)
    {
        long[] sizes = [.. input.Layout.Sizes];
        var before = new long[sizes.Length];
        var inner = input;
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = sizes.Length - 1 - i;
            long first = pad[2 * i], last = pad[2 * i + 1], length = sizes[d] + first + last;
            if (length < 0)
                throw new ArgumentException($"The input size {sizes[d]}, plus negative padding {first} and {last} resulted in a negative output size, which is invalid. Check dimension {d} of your input.");
            long start = Math.Min(Math.Max(0, -first), sizes[d]), kept = Math.Max(0, sizes[d] - start - Math.Max(0, -last));
            if (kept != sizes[d]) inner = inner.detach().narrow(d, start, kept);
            before[d] = Math.Min(Math.Max(0, first), length);
            sizes[d] = length;
        }
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.dtype, input.device);
        result.Backend.PadConstant(result.Operand, inner.Operand, before, value);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new ConstantPadNdBackward0(input, pad)) : result;
    }

    // The way back cuts off what was added and adds zeros for what was cut off.
    private sealed class ConstantPadNdBackward0(Tensor input, Size pad) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var turned = new long[pad.Length];
            for (int i = 0; i < turned.Length; i++) turned[i] = -pad[i];
            inputs[0] = Constant(grad, turned, 0);
        }
    }
}
