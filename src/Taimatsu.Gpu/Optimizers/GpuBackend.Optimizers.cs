using ILGPU;
using ILGPU.Runtime;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // Elements of a piece, one group's work; and tables that are kept, one for each model that is trained.
    private const int PieceLength = 2048, MostTables = 64;

    // The last table of a first parameter's place: from the second step on gradients mostly lie where they did, and nothing has to go to the device.
    private readonly Dictionary<long, (long[] Numbers, Operand Device)> _stepTables = [];

    private readonly AddressSpace _addresses;

    public override bool StepsTogether => true;

    public override void Step<TRule>(in TRule rule, ReadOnlySpan<StepOperands> operands)
    {
        if (operands.IsEmpty) return;
        if (operands[0].Parameter.Type == ScalarType.Float32) Step<TRule, float, Single32>(rule, operands);
        else Step<TRule, double, Double64>(rule, operands);
        foreach (ref readonly var one in operands)
        {
            one.Parameter.KeepAlive();
            one.Gradient.KeepAlive();
            GC.KeepAlive(one.State0.Storage);
            GC.KeepAlive(one.State1.Storage);
            GC.KeepAlive(one.State2.Storage);
        }
    }

    private void Step<TRule, T, V>(in TRule rule, ReadOnlySpan<StepOperands> operands) where TRule : struct, IStepRule where T : unmanaged where V : struct, ILane<V, T>
    {
        int states = operands[0].StateCount;
        long pieces = 0;
        foreach (ref readonly var one in operands) pieces += (one.Parameter.Count + PieceLength - 1) / PieceLength;
        if (pieces == 0) return;
        long start = operands.Length * StepKernels.Entry;
        var numbers = new long[start + pieces];
        for (int p = 0; p < operands.Length; p++)
        {
            ref readonly var one = ref operands[p];
            var entry = numbers.AsSpan(p * StepKernels.Entry, StepKernels.Entry);
            entry[0] = Place<T>(one.Parameter);
            entry[1] = Place<T>(one.Gradient);
            if (states > 0) entry[2] = Place<T>(one.State0);
            if (states > 1) entry[3] = Place<T>(one.State1);
            if (states > 2) entry[4] = Place<T>(one.State2);
            entry[5] = one.Parameter.Count;
            for (long begin = 0; begin < one.Parameter.Count; begin += PieceLength) numbers[start++] = ((long)p << StepKernels.BeginBits) | begin;
        }
        Groups(StepKernels.Step<TRule, T, V>, pieces, GroupSize, _addresses.View<T>(), View<long>(OnDevice(numbers[0], numbers)), operands.Length, PieceLength, states, rule);
    }

    // An operand's first element as a number of elements.
    private static unsafe long Place<T>(in Operand operand) where T : unmanaged
    {
        if (operand.Count == 0) return 0;
        nint address = View<T>(operand).LoadEffectiveAddressAsPtr();
        return Math.DivRem(address, sizeof(T)) is (var place, 0) ? place : throw new InvalidOperationException($"step: an operand lies at {address}, which is no multiple of {sizeof(T)} bytes");
    }

    private Operand OnDevice(long first, long[] numbers)
    {
        lock (_gate)
        {
            if (_stepTables.TryGetValue(first, out var known) && known.Numbers.AsSpan().SequenceEqual(numbers)) return known.Device;
            if (_stepTables.Count >= MostTables) _stepTables.Clear();
            var device = known.Numbers?.Length == numbers.Length ? known.Device : Scratch(ScalarType.Int64, numbers.Length);
            // The copy waits in the stream behind the kernels that read the old numbers.
            Upload(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()), device);
            _stepTables[first] = (numbers, device);
            return device;
        }
    }
}
