using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>Adam with Nesterov momentum.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html"/>
public sealed class NAdam : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public NAdam(IEnumerable<Tensor> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool decoupled_weight_decay = false, bool maximize = false)
        : this(Settings.Single(parameters), lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public NAdam(IEnumerable<ParamGroup> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool decoupled_weight_decay = false, bool maximize = false)
        : base(parameters, Settings.Of(
            ("lr", lr), ("betas", betas ?? (0.9, 0.999)), ("eps", eps), ("weight_decay", Settings.WholeZero(weight_decay)), ("momentum_decay", momentum_decay),
            ("decoupled_weight_decay", decoupled_weight_decay), ("maximize", maximize), ("foreach", null), ("capturable", false), ("differentiable", false))) { }

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("epsilon value", group.Number("eps"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
        Settings.Betas(group.Pair("betas"));
        Settings.NotNegative("momentum_decay value", group.Number("momentum_decay"));
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        var (beta1, beta2) = group.Pair("betas");
        double decay = group.Number("weight_decay"), momentumDecay = group.Number("momentum_decay");
        bool decoupled = group.Flag("decoupled_weight_decay");
        var rule = new Rule(beta1, beta2, group.Number("eps"), decoupled ? 0 : decay, decoupled ? 1 - group.lr * decay : 1, group.Flag("maximize"));
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            double step = StepCount.Next(state);
            double mu = beta1 * (1 - 0.5 * Math.Pow(0.96, step * momentumDecay)), next = beta1 * (1 - 0.5 * Math.Pow(0.96, (step + 1) * momentumDecay));
            if (!state.ContainsKey("mu_product")) state["mu_product"] = torch.ones(Size.Create([]), ScalarType.Float32);
            var product = (Tensor)state["mu_product"]!;
            product.mul_(mu);
            double all = product.item<double>();
            var settings = rule with
            {
                Correction = 1 - Math.Pow(beta2, step),
                GradientStep = group.lr * (1 - mu) / (1 - all),
                MeanStep = group.lr * next / (1 - all * next),
            };
            batch.Add(settings, parameter, grad, state.Zeros("exp_avg", parameter), state.Zeros("exp_avg_sq", parameter));
        }
        batch.Run();
    }

    internal readonly record struct Rule(double Beta1, double Beta2, double Epsilon, double WeightDecay, double Shrink, Flag Maximize) : IStepRule
    {
        public double Correction { get; init; }
        public double GradientStep { get; init; }
        public double MeanStep { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            if (Shrink != 1) parameter *= V.Create(Shrink);
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            state0 = V.MultiplyAdd(change - state0, V.Create(1 - Beta1), state0);
            state1 = V.MultiplyAdd(change * V.Create(1 - Beta2), change, state1 * V.Create(Beta2));
            V denominator = V.Sqrt(state1 / V.Create(Correction)) + V.Create(Epsilon);
            parameter -= V.Create(GradientStep) * change / denominator;
            parameter -= V.Create(MeanStep) * state0 / denominator;
        }
    }
}
