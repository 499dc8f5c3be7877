using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>Adagrad: steps scaled by the sum of the gradient's squares.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html"/>
public sealed class Adagrad : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is negative.</exception>
    public Adagrad(IEnumerable<Tensor> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10, bool maximize = false)
        : this(Settings.Single(parameters), lr, lr_decay, weight_decay, initial_accumulator_value, eps, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is negative.</exception>
    public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10, bool maximize = false)
        : base(parameters, Settings.Of(
            ("lr", lr), ("lr_decay", Settings.WholeZero(lr_decay)), ("eps", eps), ("weight_decay", Settings.WholeZero(weight_decay)),
            ("initial_accumulator_value", Settings.WholeZero(initial_accumulator_value)), ("foreach", null), ("maximize", maximize), ("differentiable", false), ("fused", null))) { }

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("lr_decay value", group.Number("lr_decay"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
        Settings.NotNegative("initial_accumulator_value value", group.Number("initial_accumulator_value"));
        Settings.NotNegative("epsilon value", group.Number("eps"));
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            bool isFirst = !state.ContainsKey("sum");
            double step = StepCount.Next(state);
            var sum = state.Zeros("sum", parameter);
            if (isFirst) sum.fill_(group.Number("initial_accumulator_value"));
            batch.Add(new Rule(group.lr / (1 + (step - 1) * group.Number("lr_decay")), group.Number("eps"), group.Number("weight_decay"), group.Flag("maximize")), parameter, grad, sum);
        }
        batch.Run();
    }

    internal readonly record struct Rule(double LearningRate, double Epsilon, double WeightDecay, Flag Maximize) : IStepRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            state0 = V.MultiplyAdd(change, change, state0);
            parameter -= V.Create(LearningRate) * change / (V.Sqrt(state0) + V.Create(Epsilon));
        }
    }
}
