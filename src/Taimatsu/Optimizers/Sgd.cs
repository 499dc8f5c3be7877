using System.Runtime.CompilerServices;
using Taimatsu.Backends;
using Taimatsu.Optimizers;

namespace Taimatsu.Modules;

/// <summary>Stochastic gradient descent, with momentum if asked for.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"/>
public sealed class SGD : Optimizer
{
    /// <summary>An optimiser of one group of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is negative, or Nesterov momentum has no momentum or has dampening.</exception>
    public SGD(IEnumerable<Tensor> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this(Settings.Single(parameters), lr, momentum, dampening, weight_decay, nesterov, maximize) { }

    /// <summary>An optimiser of groups of parameters.</summary>
    /// <exception cref="ArgumentException">A setting is negative, or Nesterov momentum has no momentum or has dampening.</exception>
    public SGD(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : base(parameters, Settings.Of(
            ("lr", lr), ("momentum", Settings.WholeZero(momentum)), ("dampening", Settings.WholeZero(dampening)), ("weight_decay", Settings.WholeZero(weight_decay)),
            ("nesterov", nesterov), ("maximize", maximize), ("foreach", null), ("differentiable", false), ("fused", null))) { }

    /// <inheritdoc/>
    protected override void CheckSettings(ParamGroup group)
    {
        Settings.NotNegative("learning rate", group.lr);
        Settings.NotNegative("momentum value", group.Number("momentum"));
        Settings.NotNegative("weight_decay value", group.Number("weight_decay"));
        if (group.Flag("nesterov") && (group.Number("momentum") <= 0 || group.Number("dampening") != 0))
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
    }

    /// <inheritdoc/>
    protected override void Update(ParamGroup group)
    {
        double momentum = group.Number("momentum"), decay = group.Number("weight_decay");
        if (momentum == 0 && decay == 0)
        {
            UpdatePlainly(group);
            return;
        }
        var rule = new Rule(group.lr, momentum, group.Number("dampening"), decay, group.Flag("nesterov"), group.Flag("maximize"));
        var batch = new StepBatch<Rule>();
        foreach (var parameter in group.@params)
        {
            if (parameter.LeaseGradient() is not { } grad) continue;
            if (momentum == 0)
            {
                batch.Add(rule, parameter, grad);
                continue;
            }
            var known = StateOf(parameter);
            if (known.TryGetValue("momentum_buffer", out object? buffer) && buffer is Tensor momentumBuffer)
            {
                batch.Add(rule, parameter, grad, momentumBuffer);
                continue;
            }
            // The first step fills the buffer with the gradient itself.
            known["momentum_buffer"] = momentumBuffer = torch.empty_like(parameter);
            batch.Add(rule with { IsFirst = true }, parameter, grad, momentumBuffer);
        }
        batch.Run();
    }

    private static void UpdatePlainly(ParamGroup group)
    {
        var rule = new Descent(group.Flag("maximize") ? group.lr : -group.lr);
        var batch = new StepBatch<Descent>();
        foreach (var parameter in group.@params)
            if (parameter.LeaseGradient() is { } grad)
                batch.Add(rule, parameter, grad);
        batch.Run();
    }

    /// <summary>The rule without momentum or decay, which waits for memory alone as long as nothing is asked along the way.</summary>
    internal readonly record struct Descent(double Factor) : IStepRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
            => parameter = V.MultiplyAdd(gradient, V.Create(Factor), parameter);
    }

    internal readonly record struct Rule(double LearningRate, double Momentum, double Dampening, double WeightDecay, Flag Nesterov, Flag Maximize) : IStepRule
    {
        public Flag IsFirst { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged
        {
            V change = Maximize ? -gradient : gradient;
            if (WeightDecay != 0) change = V.MultiplyAdd(parameter, V.Create(WeightDecay), change);
            if (Momentum != 0)
            {
                state0 = IsFirst ? change : V.MultiplyAdd(change, V.Create(1 - Dampening), state0 * V.Create(Momentum));
                change = Nesterov ? V.MultiplyAdd(state0, V.Create(Momentum), change) : state0;
            }
            parameter = V.MultiplyAdd(change, V.Create(-LearningRate), parameter);
        }
    }
}
