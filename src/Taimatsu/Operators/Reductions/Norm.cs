using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>√Σ x².</summary>
internal readonly struct EuclideanOp : IReduceOp
{
    public static string Name => "linalg_vector_norm";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x * x;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => V.Sqrt(total);
}

/// <summary>Σ |x|.</summary>
internal readonly struct AbsoluteSumOp : IReduceOp
{
    public static string Name => "linalg_vector_norm";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => V.Abs(x);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>max |x|, or min |x|.</summary>
internal readonly struct AbsoluteExtremeOp(bool largest) : IReduceOp
{
    private readonly int _largest = largest ? 1 : 0; // no bool: kernels of other devices take plain numbers only

    public static string Name => "linalg_vector_norm";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => _largest != 0 ? V.Zero : V.Create(Bounds<T>.Highest);
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => V.Abs(x);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => _largest != 0 ? V.Max(x, y) : V.Min(x, y);
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>The number of elements that are not zero.</summary>
internal readonly struct NonzeroCountOp : IReduceOp
{
    public static string Name => "linalg_vector_norm";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.Equal(x, V.Zero), V.Zero, V.One);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>(Σ |x|ᵖ)^(1/p).</summary>
internal readonly struct PowerSumOp(double p) : IReduceOp
{
    public static string Name => "linalg_vector_norm";
    public static bool MapsAtLength => true;
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<PowFunction>(V.Abs(x), V.Create(p));
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<PowFunction>(total, V.Create(1 / p));
}

/// <summary>Norms of vectors.</summary>
internal static class Norm
{
    /// <summary>The norm of degree p of all elements.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.norm.html"/>
    [Operator("norm")]
    public static Tensor Of(Tensor input, double p = 2) => Of(input, p, default, false, null);

    /// <summary>The norm of degree p along some dimensions.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.norm.html"/>
    [Operator("norm")]
    public static Tensor Of(Tensor input, double p, Size dim, bool keepdim = false, ScalarType? dtype = null)
    {
        if (dtype is { } type && type != input.dtype) input = input.to(type);
        if (!input.is_floating_point())
            throw new InvalidOperationException($"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {input.dtype.LegacyName()}");
        if (input.numel() == 0 && (p < 0 || double.IsPositiveInfinity(p))) Reducing.CheckNotEmpty("linalg.vector_norm", input, dim.AsSpan());
        var reduced = Reducing.Dimensions(input, dim.AsSpan());
        var result = p switch
        {
            2 => Run(default(EuclideanOp), input, reduced, keepdim),
            1 => Run(default(AbsoluteSumOp), input, reduced, keepdim),
            0 => Run(default(NonzeroCountOp), input, reduced, keepdim),
            double.PositiveInfinity => Run(new AbsoluteExtremeOp(true), input, reduced, keepdim),
            double.NegativeInfinity => Run(new AbsoluteExtremeOp(false), input, reduced, keepdim),
            _ => Run(new PowerSumOp(p), input, reduced, keepdim),
        };
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new LinalgVectorNormBackward0(input, reduced, result, p)) : result;
    }

    /// <summary>The Frobenius norm (<c>fro</c>) along some dimensions, all if none are given.</summary>
    /// <exception cref="ArgumentException">Another name, or the type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.norm.html"/>
    [Operator("norm")]
    public static Tensor Of(Tensor input, string p, Size dim = default, bool keepdim = false, ScalarType? dtype = null)
        => p == "fro" ? Of(input, 2, dim, keepdim, dtype) : throw new ArgumentException($"norm: expected a number or \"fro\", got \"{p}\"");

    /// <summary>The norm of a degree along some dimensions, all if none are given.</summary>
    /// <exception cref="InvalidOperationException">The type is not a float type.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html"/>
    [Operator("vector_norm", Face = Face.Linalg)]
    public static Tensor OfVectors(Tensor x, double ord = 2, Size dim = default, bool keepdim = false, ScalarType? dtype = null) => Of(x, ord, dim, keepdim, dtype);

    /// <summary>Divides by the norm along a dimension, or by <paramref name="eps"/> if that is larger.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html"/>
    [Operator("normalize", Face = Face.Functional)]
    public static Tensor Normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12) => input / Of(input, p, [dim], true, null).clamp_min(eps);

    private static Tensor Run<TOp>(TOp op, Tensor input, bool[] reduced, bool keepdim) where TOp : struct, IReduceOp
        => Reducing.Run(op, input, reduced, keepdim, input.dtype, TypePromotion.Compute(input.dtype));

    private sealed class LinalgVectorNormBackward0 : Node
    {
        private readonly bool[] _reduced;
        private readonly double _p;

        public LinalgVectorNormBackward0(Tensor input, bool[] reduced, Tensor result, double p) : base(input)
        {
            (_reduced, _p) = (reduced, p);
            Save(input);
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var x = Saved(0);
            Tensor norm = Reducing.Unsqueeze(Saved(1), x.Layout, _reduced), g = Reducing.Unsqueeze(grad, x.Layout, _reduced);
            if (_p == 0) inputs[0] = torch.zeros_like(x);
            else if (_p == 1) inputs[0] = x.sign() * g;
            else if (_p == 2) inputs[0] = x * Pointwise.Binary(default(DivOrZero), g, norm);
            else if (double.IsInfinity(_p))
            {
                var mask = Pointwise.Binary(default(EqualMask), x.abs().detach(), norm.detach());
                inputs[0] = x.sign() * (mask / mask.sum(Reducing.Numbers(_reduced), keepdim: true)) * g;
            }
            else if (_p < 2)
            {
                // |x|^(p-1) is finite at zero only from p = 1 on; below, zeros get no gradient.
                var power = torch.where(x.detach().eq(0), 0.0, x.abs().pow(_p - 1));
                inputs[0] = x.sign() * power * Pointwise.Binary(default(DivOrZero), g, norm.pow(_p - 1));
            }
            else inputs[0] = x * x.abs().pow(_p - 2) * Pointwise.Binary(default(DivOrZero), g, norm.pow(_p - 1));
        }
    }
}
