namespace Taimatsu.Backends;

/// <summary>
/// What an optimiser does to one element: the new parameter and the new state from the old ones and the gradient. One body for every width and
/// type. The settings are fields, computed once for each parameter and step.
/// </summary>
internal interface IStepRule
{
    /// <summary>Changes the parameter and up to three states; states that were not handed over are zero and what is put there is lost.</summary>
    void Invoke<V, T>(ref V parameter, V gradient, ref V state0, ref V state1, ref V state2) where V : struct, ISimd<V, T> where T : unmanaged;
}

/// <summary>The tensors that a step works on: up to three states, from the first on.</summary>
internal readonly struct StepOperands(Operand parameter, Operand gradient)
{
    public readonly Operand Parameter = parameter;
    public readonly Operand Gradient = gradient;
    public Operand State0 { get; init; }
    public Operand State1 { get; init; }
    public Operand State2 { get; init; }
    public int StateCount { get; init; }
}

internal abstract partial class Backend
{
    /// <summary>
    /// One step of an optimiser in one pass over the memory of some parameters that follow the same rule and have the same number of states. All operands are float32 or
    /// all are float64, and those of a parameter dense in the same order, so that element i of one belongs to element i of the others.
    /// </summary>
    public abstract void Step<TRule>(in TRule rule, ReadOnlySpan<StepOperands> operands) where TRule : struct, IStepRule;

    /// <summary>Whether it pays to hand over the operands of many parameters at once.</summary>
    public virtual bool StepsTogether => false;
}
