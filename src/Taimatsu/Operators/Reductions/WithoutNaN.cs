using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Sums and means that leave NaN out.</summary>
internal static class WithoutNaN
{
    /// <summary>The sum of the elements that are not NaN.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nansum.html"/>
    [Operator("nansum", Priority = 1)]
    public static Tensor Nansum(Tensor input, Size dim = default, bool keepdim = false, ScalarType? dtype = null)
    {
        if (!input.is_floating_point()) return input.sum(dim, keepdim, dtype);
        var missing = input.detach().isnan();
        var result = torch.where(missing, 0.0, input.detach()).sum(dim, keepdim, dtype);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new NansumBackward0(input, missing, Reducing.Dimensions(input, dim.AsSpan()))) : result;
    }

    /// <summary>The mean of the elements that are not NaN; NaN if there are none.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html"/>
    [Operator("nanmean", Priority = 1)]
    public static Tensor Nanmean(Tensor input, Size dim = default, bool keepdim = false, ScalarType? dtype = null)
    {
        if (!input.is_floating_point()) throw new InvalidOperationException($"nanmean(): expected input to have floating point or complex dtype but got {input.dtype.LegacyName()}");
        var counted = input.detach().isnan().logical_not();
        return Nansum(input, dim, keepdim, dtype) / counted.sum(dim, keepdim);
    }

    private sealed class NansumBackward0 : Node
    {
        private readonly bool[] _reduced;
        private readonly ScalarType _type;

        public NansumBackward0(Tensor input, Tensor missing, bool[] reduced) : base(input)
        {
            (_reduced, _type) = (reduced, input.dtype);
            Save(missing);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var missing = Saved(0);
            inputs[0] = torch.where(missing, 0.0, Reducing.Unsqueeze(grad.to(_type), missing.Layout, _reduced));
        }
    }
}
