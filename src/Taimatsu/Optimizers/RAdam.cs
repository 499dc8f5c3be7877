using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>Adam whose first steps, while the mean square is uncertain, are plain ones.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html"/>
public sealed class RAdam : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public RAdam(IEnumerable<Tensor> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool decoupled_weight_decay = false, bool maximize = false)
        : this(Settings.Single(parameters), lr, betas, eps, weight_decay, decoupled_weight_decay, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public RAdam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool decoupled_weight_decay = false, bool maximize = false)
        : base(parameters, Settings.Of(
            ("lr", lr), ("betas", betas ?? (0.9, 0.999)), ("eps", eps), ("weight_decay", Settings.WholeZero(weight_decay)), ("maximize", maximize),
            ("foreach", null), ("capturable", false), ("decoupled_weight_decay", decoupled_weight_decay), ("differentiable", false))) { }

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("epsilon value", group.Number("eps"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
        Settings.Betas(group.Pair("betas"));
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        var (beta1, beta2) = group.Pair("betas");
        double decay = group.Number("weight_decay"), longest = 2 / (1 - beta2) - 1;
        bool decoupled = group.Flag("decoupled_weight_decay");
        var rule = new Rule(beta1, beta2, group.Number("eps"), decoupled ? 0 : decay, decoupled ? 1 - group.lr * decay : 1, group.Flag("maximize"));
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            double step = StepCount.Next(state), correction = 1 - Math.Pow(beta2, step);
            double length = longest - 2 * step * Math.Pow(beta2, step) / correction;
            // The scale of the adaptive step; 0 while the mean square covers too few steps to be of use.
            double scale = length > 5
                ? Math.Sqrt(correction) * Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
                : 0;
            batch.Add(rule with { StepSize = group.lr / (1 - Math.Pow(beta1, step)), Scale = scale }, parameter, grad, state.Zeros("exp_avg", parameter), state.Zeros("exp_avg_sq", parameter));
        }
        batch.Run();
    }

    internal readonly record struct Rule(double Beta1, double Beta2, double Epsilon, double WeightDecay, double Shrink, Flag Maximize) : IStepRule
    {
        public double StepSize { get; init; }
        public double Scale { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            if (Shrink != 1) parameter *= V.Create(Shrink);
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            state0 = V.MultiplyAdd(change - state0, V.Create(1 - Beta1), state0);
            state1 = V.MultiplyAdd(change * V.Create(1 - Beta2), change, state1 * V.Create(Beta2));
            V step = state0 * V.Create(StepSize);
            if (Scale > 0) step = step * V.Create(Scale) / (V.Sqrt(state1) + V.Create(Epsilon));
            parameter -= step;
        }
    }
}
