using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>Adadelta: steps scaled by running means of the squares of gradients and of steps.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html"/>
public sealed class Adadelta : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adadelta(IEnumerable<Tensor> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
        : this(Settings.Single(parameters), lr, rho, eps, weight_decay, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
        : base(parameters, Settings.Of(("lr", lr), ("rho", rho), ("eps", eps), ("weight_decay", Settings.WholeZero(weight_decay)), ("maximize", maximize), ("capturable", false), ("foreach", null), ("differentiable", false))) { }

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("epsilon value", group.Number("eps"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
        double rho = group.Number("rho");
        if (!(rho is >= 0 and <= 1)) throw new ArgumentException($"Invalid rho value: {Scalar.PythonFloat(rho)}");
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        var rule = new Rule(group.lr, group.Number("rho"), group.Number("eps"), group.Number("weight_decay"), group.Flag("maximize"));
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            var state = StateOf(parameter);
            StepCount.Next(state);
            batch.Add(rule, parameter, grad, state.Zeros("square_avg", parameter), state.Zeros("acc_delta", parameter));
        }
        batch.Run();
    }

    internal readonly record struct Rule(double LearningRate, double Rho, double Epsilon, double WeightDecay, Flag Maximize) : IStepRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            V rest = V.Create(1 - Rho), epsilon = V.Create(Epsilon);
            state0 = V.MultiplyAdd(change * rest, change, state0 * V.Create(Rho));
            V step = V.Sqrt(state1 + epsilon) / V.Sqrt(state0 + epsilon) * change;
            state1 = V.MultiplyAdd(step * rest, step, state1 * V.Create(Rho));
            parameter = V.MultiplyAdd(step, V.Create(-LearningRate), parameter);
        }
    }
}
