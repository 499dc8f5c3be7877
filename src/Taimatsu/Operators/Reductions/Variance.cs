using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Σ (x − centre)² / divisor, or its root.</summary>
internal readonly struct VarianceOp(double divisor, bool root) : IReduceOp
{
    private readonly int _root = root ? 1 : 0; // no bool: kernels of other devices take plain numbers only

    public static string Name => "var";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;

    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var d = x - center;
        return d * d;
    }

    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var variance = total / V.Create(divisor);
        return _root != 0 ? V.Sqrt(variance) : variance;
    }
}

/// <summary>Variance and standard deviation. The divisor is the number of elements less a correction, 1 unless given.</summary>
internal static class Variance
{
    /// <summary>The variance of all elements.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.var.html"/>
    [Operator("var")]
    public static Tensor Var(Tensor input, bool unbiased = true) => Of(input, default, unbiased ? 1 : 0, false, root: false);

    /// <summary>The variance along some dimensions, all if none are given.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.var.html"/>
    [Operator("var")]
    public static Tensor Var(Tensor input, Size dim, bool unbiased = true, bool keepdim = false) => Of(input, dim, unbiased ? 1 : 0, keepdim, root: false);

    /// <summary>The variance along some dimensions with any correction of the divisor.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.var.html"/>
    [Operator("var")]
    public static Tensor Var(Tensor input, Size dim, double correction, bool keepdim = false) => Of(input, dim, correction, keepdim, root: false);

    /// <summary>The standard deviation of all elements.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.std.html"/>
    [Operator("std")]
    public static Tensor Std(Tensor input, bool unbiased = true) => Of(input, default, unbiased ? 1 : 0, false, root: true);

    /// <summary>The standard deviation along some dimensions, all if none are given.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.std.html"/>
    [Operator("std")]
    public static Tensor Std(Tensor input, Size dim, bool unbiased = true, bool keepdim = false) => Of(input, dim, unbiased ? 1 : 0, keepdim, root: true);

    /// <summary>The standard deviation along some dimensions with any correction of the divisor.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.std.html"/>
    [Operator("std")]
    public static Tensor Std(Tensor input, Size dim, double correction, bool keepdim = false) => Of(input, dim, correction, keepdim, root: true);

    /// <summary>Standard deviation and mean of all elements.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.std_mean.html"/>
    [Operator("std_mean", Face = Face.Torch)]
    public static (Tensor std, Tensor mean) StdMean(Tensor input, bool unbiased = true) => WithMean(input, default, unbiased ? 1 : 0, false, root: true);

    /// <summary>Standard deviation and mean along some dimensions.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.std_mean.html"/>
    [Operator("std_mean", Face = Face.Torch)]
    public static (Tensor std, Tensor mean) StdMean(Tensor input, Size dim, bool unbiased = true, bool keepdim = false)
        => WithMean(input, dim, unbiased ? 1 : 0, keepdim, root: true);

    /// <summary>Variance and mean of all elements.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.var_mean.html"/>
    [Operator("var_mean", Face = Face.Torch)]
    public static (Tensor var, Tensor mean) VarMean(Tensor input, bool unbiased = true) => WithMean(input, default, unbiased ? 1 : 0, false, root: false);

    /// <summary>Variance and mean along some dimensions.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.var_mean.html"/>
    [Operator("var_mean", Face = Face.Torch)]
    public static (Tensor var, Tensor mean) VarMean(Tensor input, Size dim, bool unbiased = true, bool keepdim = false)
        => WithMean(input, dim, unbiased ? 1 : 0, keepdim, root: false);

    private static Tensor Of(Tensor input, Size dim, double correction, bool keepdim, bool root)
    {
        var reduced = Check(input, dim, root ? "std" : "var");
        var (result, _) = Compute(input, reduced, correction, root);
        if (!keepdim) result = Reducing.Squeeze(result, reduced);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new VarianceNode(root ? "StdBackward0" : "VarBackward0", input, reduced, correction, root ? result : null)) : result;
    }

    private static (Tensor, Tensor) WithMean(Tensor input, Size dim, double correction, bool keepdim, bool root)
    {
        string op = root ? "std_mean" : "var_mean";
        var reduced = Check(input, dim, op);
        var (result, mean) = Compute(input, reduced, correction, root);
        if (!keepdim) (result, mean) = (Reducing.Squeeze(result, reduced), Reducing.Squeeze(mean, reduced));
        if (mean.dtype != input.dtype) mean = mean.to(input.dtype);
        if (GradMode.IsEnabled && input.requires_grad)
        {
            var node = new VarianceNode(root ? "StdMeanBackward0" : "VarMeanBackward0", input, reduced, correction, root ? result : null, outputs: 2);
            result.SetGradFn(node);
            mean.SetGradFn(node, 1);
        }
        return (result, mean);
    }

    private static bool[] Check(Tensor input, Size dim, string op)
    {
        if (!input.is_floating_point()) throw new InvalidOperationException($"{op}: std and var only support floating point and complex dtypes, got {input.dtype.LegacyName()}");
        return Reducing.Dimensions(input, dim.AsSpan());
    }

    // Two passes over the input: means, then squares of the distances from them. Both results keep the reduced dimensions; the mean is in the
    // type that was computed in.
    private static (Tensor, Tensor) Compute(Tensor input, bool[] reduced, double correction, bool root)
    {
        var compute = TypePromotion.Compute(input.dtype);
        long count = Reducing.CountOf(input.Layout, reduced);
        var mean = Reducing.Run(new MeanOp(count), input, reduced, true, compute, compute);
        var result = Reducing.Run(new VarianceOp(Math.Max(0, count - correction), root), input, reduced, true, input.dtype, compute, mean);
        return (result, mean);
    }

    private sealed class VarianceNode : Node
    {
        private readonly string _name;
        private readonly bool[] _reduced;
        private readonly double _correction;
        private readonly int _outputs;

        public VarianceNode(string name, Tensor input, bool[] reduced, double correction, Tensor? std, int outputs = 1) : base(input)
        {
            (_name, _reduced, _correction, _outputs) = (name, reduced, correction, outputs);
            Save(input);
            Save(std);
        }

        public override string Name => _name;

        internal override int OutputCount => _outputs;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = OfVariance(grad);

        internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
        {
            Tensor? result = grads[0] is { } grad ? OfVariance(grad) : null;
            if (_outputs == 2 && grads[1] is { } gradMean)
            {
                var layout = Saved(0).Layout;
                var mean = Reducing.Expand(gradMean / Reducing.CountOf(layout, _reduced), layout, _reduced);
                result = result is null ? mean : result + mean;
            }
            inputs[0] = result;
        }

        private Tensor OfVariance(Tensor grad)
        {
            var input = Saved(0);
            if (SavedOrNull(1) is { } std) grad = Pointwise.Binary(default(DivOrZero), grad, std * 2);
            double divisor = Math.Max(0, Reducing.CountOf(input.Layout, _reduced) - _correction);
            return Reducing.Unsqueeze(grad, input.Layout, _reduced) * (2 / divisor) * (input - input.mean(Reducing.Numbers(_reduced), keepdim: true));
        }
    }
}
