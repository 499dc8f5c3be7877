namespace Taimatsu.Backends.Cpu;

internal sealed partial class CpuBackend
{
    // A step streams over several arrays: fewer elements are worth a thread than in a pointwise operator.
    private const long StepGrain = 8192;

    public override void Step<TRule>(in TRule rule, ReadOnlySpan<StepOperands> operands)
    {
        foreach (ref readonly var one in operands)
            if (one.Parameter.Type == ScalarType.Float32) StepOver<float, TRule>(rule, one);
            else StepOver<double, TRule>(rule, one);
    }

    private static unsafe void StepOver<T, TRule>(in TRule rule, in StepOperands operands) where T : unmanaged where TRule : struct, IStepRule
    {
        long count = operands.Parameter.Count;
        if (count == 0) return;
        int states = operands.StateCount;
        Operand s0 = operands.State0, s1 = operands.State1, s2 = operands.State2;
        fixed (T* p = &operands.Parameter.First<T>(), g = &operands.Gradient.First<T>())
        fixed (T* a = &(states > 0 ? ref s0.First<T>() : ref *(T*)null), b = &(states > 1 ? ref s1.First<T>() : ref *(T*)null), c = &(states > 2 ? ref s2.First<T>() : ref *(T*)null))
        {
            var body = new StepBody<T, TRule> { Rule = rule, Parameter = p, Gradient = g, State0 = a, State1 = b, State2 = c };
            WorkerPool.For(count, StepGrain, ref body);
        }
        operands.Parameter.KeepAlive();
        operands.Gradient.KeepAlive();
        GC.KeepAlive(s0.Storage);
        GC.KeepAlive(s1.Storage);
        GC.KeepAlive(s2.Storage);
    }
}
