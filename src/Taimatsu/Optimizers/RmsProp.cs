using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>RMSprop: steps scaled by a running mean of the gradient's square.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html"/>
public sealed class RMSprop : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is negative.</exception>
    public RMSprop(IEnumerable<Tensor> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : this(Settings.Single(parameters), lr, alpha, eps, weight_decay, momentum, centered, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is negative.</exception>
    public RMSprop(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : base(parameters, Settings.Of(
            ("lr", lr), ("momentum", Settings.WholeZero(momentum)), ("alpha", alpha), ("eps", eps), ("centered", centered), ("weight_decay", Settings.WholeZero(weight_decay)),
            ("capturable", false), ("foreach", null), ("maximize", maximize), ("differentiable", false))) { }

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("epsilon value", group.Number("eps"));
        Settings.NotNegative("momentum value", group.Number("momentum"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
        Settings.NotNegative("alpha value", group.Number("alpha"));
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        double momentum = group.Number("momentum");
        bool centered = group.Flag("centered");
        var rule = new Rule(group.lr, group.Number("alpha"), group.Number("eps"), group.Number("weight_decay"), momentum, centered, group.Flag("maximize"));
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            StepCount.Next(state);
            var square = state.Zeros("square_avg", parameter);
            var buffer = momentum > 0 ? state.Zeros("momentum_buffer", parameter) : null;
            var mean = centered ? state.Zeros("grad_avg", parameter) : null;
            // The states fill the slots from the first on: the mean takes the momentum's where there is none.
            batch.Add(rule, parameter, grad, square, buffer ?? mean, buffer is null ? null : mean);
        }
        batch.Run();
    }

    internal readonly record struct Rule(double LearningRate, double Alpha, double Epsilon, double WeightDecay, double Momentum, Flag Centered, Flag Maximize) : IStepRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            state0 = V.MultiplyAdd(change * V.Create(1 - Alpha), change, state0 * V.Create(Alpha));
            V square = state0;
            if (Centered)
            {
                V mean = Momentum > 0 ? state2 : state1;
                mean = V.MultiplyAdd(change - mean, V.Create(1 - Alpha), mean);
                if (Momentum > 0) state2 = mean;
                else state1 = mean;
                square = state0 - mean * mean;
            }
            change /= V.Sqrt(square) + V.Create(Epsilon);
            if (Momentum > 0) change = state1 = V.MultiplyAdd(state1, V.Create(Momentum), change);
            parameter = V.MultiplyAdd(change, V.Create(-LearningRate), parameter);
        }
    }
}
