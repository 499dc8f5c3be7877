using System.Runtime.CompilerServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>(x − y)².</summary>
internal readonly struct SquaredError : IElementLoss
{
    public static string Name => "mse_loss";
    public static string NodeName => "MseLossBackward0";

    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var d = x - y;
        return d * d;
    }

    public V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x - y + (x - y);
    public Tensor ByInput(Tensor grad, Tensor input, Tensor target) => (input - target) * (grad * 2);
    public Tensor ByTarget(Tensor grad, Tensor input, Tensor target) => (target - input) * (grad * 2);
}

/// <summary>d² / 2β where |d| is below β, else |d| − β/2, for d = x − y.</summary>
internal readonly struct SmoothAbsoluteError(double beta) : IElementLoss
{
    public static string Name => "smooth_l1_loss";
    public static string NodeName => "SmoothL1LossBackward0";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V d = V.Abs(x - y), b = V.Create(beta), half = V.Create(0.5);
        return V.Select(V.Less(d, b), half * d * d / b, d - half * b);
    }

    // Beta is positive here. One instruction for each limit: NaN stays what it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
        => V.LimitBelow(V.LimitAbove((x - y) / V.Create(beta), V.One), V.Create(-1.0));

    public Tensor ByInput(Tensor grad, Tensor input, Tensor target) => Slope(input - target) * grad;
    public Tensor ByTarget(Tensor grad, Tensor input, Tensor target) => Slope(target - input) * grad;

    private Tensor Slope(Tensor difference) => (difference / beta).clamp(-1, 1);
}

/// <summary>d² / 2 where |d| is at most δ, else δ (|d| − δ/2), for d = x − y.</summary>
internal readonly struct HuberError(double delta) : IElementLoss
{
    public static string Name => "huber_loss";
    public static string NodeName => "HuberLossBackward0";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V d = V.Abs(x - y), limit = V.Create(delta), half = V.Create(0.5);
        return V.Select(V.LessOrEqual(d, limit), half * d * d, limit * (d - half * limit));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.LimitAbove(V.LimitBelow(x - y, V.Create(-delta)), V.Create(delta));
    public Tensor ByInput(Tensor grad, Tensor input, Tensor target) => (input - target).clamp(-delta, delta) * grad;
    public Tensor ByTarget(Tensor grad, Tensor input, Tensor target) => (target - input).clamp(-delta, delta) * grad;
}

/// <summary>|x − y|, where no graph is recorded: PyTorch's graph has the nodes of the single steps.</summary>
internal readonly struct AbsoluteError : IBinaryOp
{
    public static string Name => "l1_loss";
    public static string NodeName => "AbsBackward0";
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Abs(x - y);
}

/// <summary>Losses that grow with the distance from the target.</summary>
internal static class DistanceLosses
{
    /// <summary>The squared error, (x − y)².</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html"/>
    [Operator("mse_loss", Face = Face.Functional)]
    public static Tensor MseLoss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => ElementLoss.Run(default(SquaredError), input, target, reduction);

    /// <summary>The absolute error, |x − y|.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html"/>
    [Operator("l1_loss", Face = Face.Functional)]
    public static Tensor L1Loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
    {
        bool records = GradMode.IsEnabled && (input.requires_grad || target.requires_grad);
        if (!records && (reduction is Reduction.Mean or Reduction.Sum) && input.device == target.device && ElementLoss.Sum(default(AbsoluteError), input, target, reduction == Reduction.Mean) is { } sum) return sum;
        return LossReduction.Apply((input - target).abs(), reduction);
    }

    /// <summary>The absolute error, squared below <paramref name="beta"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or beta is negative.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html"/>
    [Operator("smooth_l1_loss", Face = Face.Functional)]
    public static Tensor SmoothL1Loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
    {
        if (!(beta >= 0)) throw new ArgumentException($"smooth_l1_loss does not support negative values for beta, got {Scalar.PythonFloat(beta)}");
        return beta == 0 ? L1Loss(input, target, reduction) : ElementLoss.Run(new SmoothAbsoluteError(beta), input, target, reduction);
    }

    /// <summary>The squared error, linear beyond <paramref name="delta"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or delta is not positive.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html"/>
    [Operator("huber_loss", Face = Face.Functional)]
    public static Tensor HuberLoss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double delta = 1.0)
    {
        if (!(delta > 0)) throw new ArgumentException($"huber_loss does not support non-positive values for delta, got {Scalar.PythonFloat(delta)}");
        return ElementLoss.Run(new HuberError(delta), input, target, reduction);
    }
}
