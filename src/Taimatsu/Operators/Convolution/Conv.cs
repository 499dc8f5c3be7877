using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Convolutions as PyTorch's functional interface has them.</summary>
internal static class Conv
{
    /// <summary>Slides a window [O, C / groups, KH, KW] over [N, C, H, W] or an unbatched [C, H, W] and sums the products.</summary>
    /// <exception cref="ArgumentException">Shapes, types or numbers do not fit together.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html"/>
    [Operator("conv2d", Face = Face.Functional | Face.Torch)]
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias = null, IntPair? strides = null, IntPair? padding = null, IntPair? dilation = null, long groups = 1)
    {
        bool rectify = false;
        return Conv2d(input, weight, bias, strides ?? 1, padding ?? 0, dilation ?? 1, groups, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, IntPair stride, IntPair pad, IntPair dil, long groups, ref bool rectify)
    {
        Check("conv2d", input, weight, bias, 4, groups);
        var window = Window("conv2d", stride, pad, dil, groups);
        bool batched = input.ndim == 4;
        var x = batched ? input : input.unsqueeze(0);
        CheckFits("conv2d", [x.size(2), x.size(3)], [weight.size(2), weight.size(3)], [pad.First, pad.Second], [dil.First, dil.Second]);
        var y = Convolutions.Forward(x, weight, bias, window, ref rectify);
        return batched ? y : y.squeeze(0);
    }

    /// <summary>Slides a window with padding by name: <c>valid</c> is none, <c>same</c> keeps the size.</summary>
    /// <exception cref="ArgumentException">Shapes, types or numbers do not fit together; <c>same</c> with a stride.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html"/>
    [Operator("conv2d", Face = Face.Functional | Face.Torch)]
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, IntPair strides, string padding, IntPair? dilation = null, long groups = 1)
    {
        bool rectify = false;
        return Conv2d(input, weight, bias, strides, padding, dilation ?? 1, groups, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, IntPair strides, string padding, IntPair dil, long groups, ref bool rectify)
    {
        if (padding == "valid") return Conv2d(input, weight, bias, strides, 0, dil, groups, ref rectify);
        if (padding != "same") throw new ArgumentException($"Invalid padding string: '{padding}', should be one of 'same', 'valid'");
        if (strides != 1) throw new ArgumentException("padding='same' is not supported for strided convolutions");
        // An uneven padding has its odd row and column at the end: pad by one more on both sides and drop the first result.
        long totalH = dil.First * (weight.size(2) - 1), totalW = dil.Second * (weight.size(3) - 1);
        rectify &= totalH % 2 == 0 && totalW % 2 == 0; // a part of a result is no memory of its own
        var result = Conv2d(input, weight, bias, 1, ((totalH + 1) / 2, (totalW + 1) / 2), dil, groups, ref rectify);
        if (totalH % 2 != 0) result = result.narrow(-2, 1, input.size(-2));
        return totalW % 2 != 0 ? result.narrow(-1, 1, input.size(-1)) : result;
    }

    /// <summary>Slides a window along one dimension with padding by name: <c>valid</c> is none, <c>same</c> keeps the size.</summary>
    /// <exception cref="ArgumentException">Shapes, types or numbers do not fit together; <c>same</c> with a stride.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html"/>
    [Operator("conv1d", Face = Face.Functional | Face.Torch)]
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias, long stride, string padding, long dilation = 1, long groups = 1)
    {
        bool rectify = false;
        return Conv1d(input, weight, bias, stride, padding, dilation, groups, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias, long stride, string padding, long dilation, long groups, ref bool rectify)
        => Conv2d(input.unsqueeze(-2), weight.unsqueeze(-2), bias, (1, stride), padding, (1, dilation), groups, ref rectify).squeeze(-2);

    /// <summary>Slides a window [O, C / groups, K] over [N, C, L] or an unbatched [C, L] and sums the products.</summary>
    /// <exception cref="ArgumentException">Shapes, types or numbers do not fit together.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html"/>
    [Operator("conv1d", Face = Face.Functional | Face.Torch)]
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0, long dilation = 1, long groups = 1)
    {
        bool rectify = false;
        return Conv1d(input, weight, bias, stride, padding, dilation, groups, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups, ref bool rectify)
    {
        Check("conv1d", input, weight, bias, 3, groups);
        var window = Window("conv1d", (1, stride), (0, padding), (1, dilation), groups);
        bool batched = input.ndim == 3;
        var x = batched ? input : input.unsqueeze(0);
        CheckFits("conv1d", [x.size(2)], [weight.size(2)], [padding], [dilation]);
        var y = Convolutions.Forward(x.unsqueeze(2), weight.unsqueeze(2), bias, window, ref rectify).squeeze(2);
        return batched ? y : y.squeeze(0);
    }

    private static ConvolutionWindow Window(string op, IntPair stride, IntPair padding, IntPair dilation, long groups)
    {
        if (stride.First <= 0 || stride.Second <= 0) throw new ArgumentException($"{op}: non-positive stride is not supported, got {stride}");
        if (padding.First < 0 || padding.Second < 0) throw new ArgumentException($"{op}: negative padding is not supported, got {padding}");
        if (dilation.First <= 0 || dilation.Second <= 0) throw new ArgumentException($"{op}: dilation should be greater than zero, got {dilation}");
        return checked(new((int)stride.First, (int)stride.Second, (int)padding.First, (int)padding.Second, (int)dilation.First, (int)dilation.Second, (int)groups));
    }

    private static void Check(string op, Tensor input, Tensor weight, Tensor? bias, int rank, long groups)
    {
        if (input.ndim != rank && input.ndim != rank - 1)
            throw new ArgumentException($"Expected {rank - 1}D (unbatched) or {rank}D (batched) input to {op}, but got input of size: [{string.Join(", ", input.shape)}]");
        if (weight.ndim != rank) throw new ArgumentException($"{op}: expected a {rank}D weight, but got weight of size [{string.Join(", ", weight.shape)}]");
        if (input.device != weight.device) throw Devices.Mixed(op, input.device, weight.device);
        if (input.dtype != weight.dtype)
            throw new InvalidOperationException($"{op}: Input type ({input.dtype.LegacyName()}) and weight type ({weight.dtype.LegacyName()}) should be the same");
        if (bias is not null && bias.dtype != input.dtype)
            throw new InvalidOperationException($"{op}: Input type ({input.dtype.LegacyName()}) and bias type ({bias.dtype.LegacyName()}) should be the same");
        if (groups <= 0 || weight.size(0) % groups != 0)
            throw new ArgumentException($"Given groups={groups}, expected weight to be at least {groups} at dimension 0 and divisible by it, but got weight of size [{string.Join(", ", weight.shape)}] instead");
        long channels = input.size((int)input.ndim - rank + 1);
        if (channels != weight.size(1) * groups)
            throw new ArgumentException($"Given groups={groups}, weight of size [{string.Join(", ", weight.shape)}], expected input[{string.Join(", ", input.shape)}] to have {weight.size(1) * groups} channels, but got {channels} channels instead");
        if (bias is not null && (bias.ndim != 1 || bias.size(0) != weight.size(0)))
            throw new ArgumentException($"Given weight of size [{string.Join(", ", weight.shape)}], expected bias to be 1-dimensional with {weight.size(0)} elements, but got bias of size [{string.Join(", ", bias.shape)}] instead");
    }

    private static void CheckFits(string op, ReadOnlySpan<long> input, ReadOnlySpan<long> kernel, ReadOnlySpan<long> padding, ReadOnlySpan<long> dilation)
    {
        for (int d = 0; d < input.Length; d++)
        {
            long padded = input[d] + 2 * padding[d], needed = dilation[d] * (kernel[d] - 1) + 1;
            if (padded < needed)
                throw new ArgumentException($"{op}: Calculated padded input size per channel: ({padded}) along dimension {d}. Kernel size: ({needed}). Kernel size can't be greater than actual input size");
        }
    }
}
