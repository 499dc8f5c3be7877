using Taimatsu.Backends;

namespace Taimatsu.Optimizers;

/// <summary>
/// The parameters of an optimiser's step. On a device where every launch has its price, those that follow the same rule are handed over together, at the latest
/// by <see cref="Run"/>; elsewhere each is changed at once.
/// </summary>
internal struct StepBatch<TRule> where TRule : struct, IStepRule
{
    private List<StepOperands>? _operands;
    private List<(Tensor Parameter, Tensor Gradient)>? _tensors;
    private TRule _rule;

    /// <summary>Adds a parameter, its leased gradient and its states.</summary>
    public void Add(in TRule rule, Tensor parameter, Tensor grad, Tensor? state0 = null, Tensor? state1 = null, Tensor? state2 = null)
    {
        if (!parameter.Backend.StepsTogether || StepDriver.Direct(parameter, grad, state0, state1, state2) is not { } operands)
        {
            StepDriver.Run(rule, parameter, grad, state0, state1, state2);
            return;
        }
        _operands ??= [];
        _tensors ??= [];
        if (_tensors.Count > 0 && !Fits(rule, parameter, operands)) Run();
        _rule = rule;
        _operands.Add(operands);
        _tensors.Add((parameter, grad));
    }

    private readonly bool Fits(in TRule rule, Tensor parameter, in StepOperands operands)
    {
        var first = _tensors![0].Parameter;
        return EqualityComparer<TRule>.Default.Equals(rule, _rule) && first.dtype == parameter.dtype && first.device == parameter.device && _operands![0].StateCount == operands.StateCount;
    }

    /// <summary>Changes the parameters that are still waiting.</summary>
    public readonly void Run()
    {
        if (_tensors is not { Count: > 0 }) return;
        _tensors[0].Parameter.Backend.Step(_rule, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_operands));
        foreach (var (parameter, grad) in _tensors)
        {
            grad.EndLease();
            parameter.BumpVersion();
        }
        _operands!.Clear();
        _tensors.Clear();
    }
}
