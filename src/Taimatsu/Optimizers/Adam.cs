using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>What Adam and AdamW share: everything but where the weight decay goes.</summary>
public abstract class AdamFamily : Optimizer
{
    private readonly bool _decoupled;

    private protected AdamFamily(bool decoupled, IEnumerable<ParamGroup> parameters, double lr, (double, double)? betas, double eps, double weight_decay, bool amsgrad, bool maximize)
        : base(parameters, Settings.Of(
            ("lr", lr), ("betas", betas ?? (0.9, 0.999)), ("eps", eps), ("weight_decay", Settings.WholeZero(weight_decay)), ("amsgrad", amsgrad), ("maximize", maximize),
            ("foreach", null), ("capturable", false), ("differentiable", false), ("fused", null), ("decoupled_weight_decay", decoupled)))
        => _decoupled = decoupled;

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("epsilon value", group.Number("eps"));
        Settings.Betas(group.Pair("betas"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        var (beta1, beta2) = group.Pair("betas");
        bool amsgrad = group.Flag("amsgrad");
        var rule = new Rule(beta1, beta2, group.Number("eps"), group.Number("weight_decay"), _decoupled ? 1 - group.lr * group.Number("weight_decay") : 1, _decoupled, group.Flag("maximize"), amsgrad);
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            double step = StepCount.Next(state);
            var settings = rule with { StepSize = group.lr / (1 - Math.Pow(beta1, step)), Correction = Math.Sqrt(1 - Math.Pow(beta2, step)) };
            batch.Add(settings, parameter, grad, state.Zeros("exp_avg", parameter), state.Zeros("exp_avg_sq", parameter), amsgrad ? state.Zeros("max_exp_avg_sq", parameter) : null);
        }
        batch.Run();
    }

    internal readonly record struct Rule(double Beta1, double Beta2, double Epsilon, double WeightDecay, double Shrink, Flag Decoupled, Flag Maximize, Flag AmsGrad) : IStepRule
    {
        public double StepSize { get; init; }
        public double Correction { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            V change = Maximize ? -gradient : gradient;
            if (Decoupled) parameter *= V.Create(Shrink);
            else if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            state0 = V.MultiplyAdd(change - state0, V.Create(1 - Beta1), state0);
            state1 = V.MultiplyAdd(change * V.Create(1 - Beta2), change, state1 * V.Create(Beta2));
            V square = state1;
            if (AmsGrad) square = state2 = V.Max(state2, state1);
            V denominator = V.Sqrt(square) / V.Create(Correction) + V.Create(Epsilon);
            parameter -= V.Create(StepSize) * state0 / denominator;
        }
    }
}

/// <summary>Adam: steps scaled by running means of the gradient and of its square.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html"/>
public sealed class Adam : AdamFamily
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adam(IEnumerable<Tensor> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this(Settings.Single(parameters), lr, betas, eps, weight_decay, amsgrad, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : base(false, parameters, lr, betas, eps, weight_decay, amsgrad, maximize) { }
}

/// <summary>Adam whose weight decay shrinks the parameters themselves instead of adding to the gradient.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html"/>
public sealed class AdamW : AdamFamily
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public AdamW(IEnumerable<Tensor> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
        : this(Settings.Single(parameters), lr, betas, eps, weight_decay, amsgrad, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
        : base(true, parameters, lr, betas, eps, weight_decay, amsgrad, maximize) { }
}
