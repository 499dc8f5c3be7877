using Taimatsu.Backends;

namespace Taimatsu.Optimizers;

/// <summary>Runs a rule over a parameter, its gradient and its states, whatever their types and memory layouts.</summary>
internal static class StepDriver
{
    /// <summary>Changes the parameter and the states in place, and ends the gradient's lease.</summary>
    public static void Run<TRule>(in TRule rule, Tensor parameter, Tensor grad, Tensor? state0 = null, Tensor? state1 = null, Tensor? state2 = null) where TRule : struct, IStepRule
    {
        var leased = grad;
        if (grad.Layout.Count != parameter.Layout.Count) throw new InvalidOperationException($"step: the gradient's size {grad.shape} is not the parameter's, {parameter.shape}");
        if (IsDirect(parameter, state0, state1, state2))
        {
            if (!Matches(grad, parameter)) grad = torch.empty_like(parameter).copy_(grad);
            Launch(rule, parameter, grad, state0, state1, state2);
        }
        else
        {
            Tensor work = Stage(parameter), workGrad = Stage(grad, work.dtype);
            Tensor? work0 = StageOrNull(state0, work.dtype), work1 = StageOrNull(state1, work.dtype), work2 = StageOrNull(state2, work.dtype);
            Launch(rule, work, workGrad, work0, work1, work2);
            parameter.detach().copy_(work);
            if (state0 is not null) state0.copy_(work0!);
            if (state1 is not null) state1.copy_(work1!);
            if (state2 is not null) state2.copy_(work2!);
        }
        leased.EndLease();
        parameter.BumpVersion();
    }

    private static void Launch<TRule>(in TRule rule, Tensor parameter, Tensor grad, Tensor? state0, Tensor? state1, Tensor? state2) where TRule : struct, IStepRule
    {
        var operands = Operands(parameter, grad, state0, state1, state2);
        parameter.Backend.Step(rule, new ReadOnlySpan<StepOperands>(in operands));
    }

    /// <summary>Operands that a kernel takes as they are, but for the gradient, which is copied if it lies in another order; null if that is not enough.</summary>
    public static StepOperands? Direct(Tensor parameter, Tensor grad, Tensor? state0, Tensor? state1, Tensor? state2)
    {
        if (!IsDirect(parameter, state0, state1, state2) || grad.Layout.Count != parameter.Layout.Count) return null;
        return Operands(parameter, Matches(grad, parameter) ? grad : torch.empty_like(parameter).copy_(grad), state0, state1, state2);
    }

    private static StepOperands Operands(Tensor parameter, Tensor grad, Tensor? state0, Tensor? state1, Tensor? state2)
        => new(parameter.Operand, grad.Operand)
        {
            State0 = state0?.Operand ?? default,
            State1 = state1?.Operand ?? default,
            State2 = state2?.Operand ?? default,
            StateCount = state0 is null ? 0 : state1 is null ? 1 : state2 is null ? 2 : 3,
        };

    private static bool IsDirect(Tensor parameter, Tensor? state0, Tensor? state1, Tensor? state2)
        => IsPlain(parameter.dtype) && parameter.Layout.IsDense() && Matches(state0, parameter) && Matches(state1, parameter) && Matches(state2, parameter);

    private static bool IsPlain(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64;

    private static bool Matches(Tensor? tensor, Tensor parameter)
    {
        if (tensor is null) return true;
        if (tensor.dtype != parameter.dtype || tensor.device != parameter.device) return false;
        Layout a = tensor.Layout, b = parameter.Layout;
        return ReferenceEquals(a, b) || (a.SameSizes(b) && ((a.IsContiguous && b.IsContiguous) || a.Strides.AsSpan().SequenceEqual(b.Strides)));
    }

    // A contiguous copy in the type that is computed in: the 16-bit floats step in float32.
    private static Tensor Stage(Tensor tensor, ScalarType? type = null)
        => torch.empty(tensor.shape, type ?? (tensor.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32), tensor.device).copy_(tensor);

    private static Tensor? StageOrNull(Tensor? tensor, ScalarType type) => tensor is null ? null : Stage(tensor, type);
}
