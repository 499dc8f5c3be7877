using System.Numerics;

namespace Taimatsu.Backends.Cpu;

internal sealed partial class CpuBackend
{
    public override bool FusesRecurrent => true;

    public override bool TryRecurrent(in RecurrentRun run, in Operand lastHidden, in Operand lastCell)
    {
        if (run.Gates.Type == ScalarType.Float32) RecurrentForward<float>(run, lastHidden, lastCell);
        else if (run.Gates.Type == ScalarType.Float64) RecurrentForward<double>(run, lastHidden, lastCell);
        else return false;
        return true;
    }

    public override bool TryRecurrentBackward(in RecurrentRun run, in RecurrentGradients gradients)
    {
        if (run.Gates.Type == ScalarType.Float32) RecurrentBackward<float>(run, gradients);
        else if (run.Gates.Type == ScalarType.Float64) RecurrentBackward<double>(run, gradients);
        else return false;
        return true;
    }

    private static void RecurrentForward<T>(in RecurrentRun run, in Operand lastHidden, in Operand lastCell) where T : unmanaged, INumber<T>
    {
        if (VectorWidth.Bits >= 512) Cpu.RecurrentForward<T, V512<T>>.Run(run, lastHidden, lastCell);
        else if (VectorWidth.Bits >= 256) Cpu.RecurrentForward<T, V256<T>>.Run(run, lastHidden, lastCell);
        else Cpu.RecurrentForward<T, V128<T>>.Run(run, lastHidden, lastCell);
    }

    private static void RecurrentBackward<T>(in RecurrentRun run, in RecurrentGradients gradients) where T : unmanaged, INumber<T>
    {
        if (VectorWidth.Bits >= 512) Cpu.RecurrentBackward<T, V512<T>>.Run(run, gradients);
        else if (VectorWidth.Bits >= 256) Cpu.RecurrentBackward<T, V256<T>>.Run(run, gradients);
        else Cpu.RecurrentBackward<T, V128<T>>.Run(run, gradients);
    }
}
