using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool FusesAttention => true;

    public override bool TryAttention(in AttentionInputs inputs, in Operand target, in Operand logSums)
    {
        if (target.Type == ScalarType.Float32) AttentionCalls<float>.Forward(AttentionKernels<float>.Best, inputs, target, logSums);
        else if (target.Type == ScalarType.Float64) AttentionCalls<double>.Forward(AttentionKernels<double>.Best, inputs, target, logSums);
        else return false;
        return true;
    }

    public override bool TryAttentionBackward(in AttentionInputs inputs, in Operand target, in Operand logSums, in Operand grad,
        in Operand queryGrad, in Operand keyGrad, in Operand valueGrad)
    {
        if (target.Type == ScalarType.Float32) AttentionCalls<float>.Backward(AttentionKernels<float>.Best, inputs, target, logSums, grad, queryGrad, keyGrad, valueGrad);
        else if (target.Type == ScalarType.Float64) AttentionCalls<double>.Backward(AttentionKernels<double>.Best, inputs, target, logSums, grad, queryGrad, keyGrad, valueGrad);
        else return false;
        return true;
    }
}

/// <summary>Pins the operands of attention and runs its kernels.</summary>
internal static unsafe class AttentionCalls<T>
    where T : unmanaged, INumber<T>
{
    public static void Forward(AttentionKernels<T> kernels, in AttentionInputs inputs, in Operand target, in Operand logSums)
    {
        fixed (T* q = &inputs.Query.First<T>(), k = &inputs.Key.First<T>(), v = &inputs.Value.First<T>(), m = &FirstOrNull<T>(inputs.Mask), to = &target.First<T>(), logs = &logSums.First<T>())
        fixed (byte* keep = &FirstOrNull<byte>(inputs.Keep))
            AttentionForward<T>.Run(kernels, inputs, new AttentionPointers<T> { Query = q, Key = k, Value = v, Mask = m, Keep = keep }, target, to, logs);
        KeepAlive(inputs);
        target.KeepAlive();
        logSums.KeepAlive();
    }

    public static void Backward(AttentionKernels<T> kernels, in AttentionInputs inputs, in Operand target, in Operand logSums, in Operand grad,
        in Operand queryGrad, in Operand keyGrad, in Operand valueGrad)
    {
        fixed (T* q = &inputs.Query.First<T>(), k = &inputs.Key.First<T>(), v = &inputs.Value.First<T>(), m = &FirstOrNull<T>(inputs.Mask), from = &target.First<T>(), logs = &logSums.First<T>())
        fixed (T* g = &grad.First<T>(), dq = &queryGrad.First<T>(), dk = &keyGrad.First<T>(), dv = &valueGrad.First<T>())
        fixed (byte* keep = &FirstOrNull<byte>(inputs.Keep))
            AttentionBackward<T>.Run(kernels, inputs, new AttentionPointers<T> { Query = q, Key = k, Value = v, Mask = m, Keep = keep }, new(target, from), logs, new(grad, g),
                new(queryGrad, dq), new(keyGrad, dk), new(valueGrad, dv));
        KeepAlive(inputs);
        target.KeepAlive();
        logSums.KeepAlive();
        grad.KeepAlive();
        queryGrad.KeepAlive();
        keyGrad.KeepAlive();
        valueGrad.KeepAlive();
    }

    private static ref TElement FirstOrNull<TElement>(in Operand operand) where TElement : unmanaged
        => ref operand.Storage is null ? ref Unsafe.NullRef<TElement>() : ref operand.First<TElement>();

    private static void KeepAlive(in AttentionInputs inputs)
    {
        inputs.Query.KeepAlive();
        inputs.Key.KeepAlive();
        inputs.Value.KeepAlive();
        inputs.Mask.KeepAlive();
        inputs.Keep.KeepAlive();
    }
}
