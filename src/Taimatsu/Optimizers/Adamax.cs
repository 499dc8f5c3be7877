using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>Adam with the largest magnitude of past gradients in place of their mean square.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html"/>
public sealed class Adamax : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adamax(IEnumerable<Tensor> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
        : this(Settings.Single(parameters), lr, betas, eps, weight_decay, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adamax(IEnumerable<ParamGroup> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
        : base(parameters, Settings.Of(("lr", lr), ("betas", betas ?? (0.9, 0.999)), ("eps", eps), ("weight_decay", Settings.WholeZero(weight_decay)), ("foreach", null), ("maximize", maximize), ("differentiable", false), ("capturable", false))) { }

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
        var rule = new Rule(beta1, beta2, group.Number("eps"), group.Number("weight_decay"), group.Flag("maximize"));
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            double step = StepCount.Next(state);
            batch.Add(rule with { StepSize = group.lr / (1 - Math.Pow(beta1, step)) }, parameter, grad, state.Zeros("exp_avg", parameter), state.Zeros("exp_inf", parameter));
        }
        batch.Run();
    }

    internal readonly record struct Rule(double Beta1, double Beta2, double Epsilon, double WeightDecay, Flag Maximize) : IStepRule
    {
        public double StepSize { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            state0 = V.MultiplyAdd(change - state0, V.Create(1 - Beta1), state0);
            state1 = V.Max(state1 * V.Create(Beta2), V.Abs(change) + V.Create(Epsilon));
            parameter -= V.Create(StepSize) * state0 / state1;
        }
    }
}
