using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>The kinds that have no kernel here yet: whoever writes one takes its line away.</summary>
internal sealed partial class GpuBackend
{

    public override void IndexSelect(in Operand target, in Operand source, in Operand index, int dimension) => throw NoKernel("IndexSelect");
    public override void IndexCombine(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) => throw NoKernel("IndexCombine");
    public override void Gather(in Operand target, in Operand source, in Operand index, int dimension) => throw NoKernel("Gather");
    public override void Scatter(in Operand target, in Operand source, in Operand index, int dimension, ScatterKind kind) => throw NoKernel("Scatter");
    public override void NonZero(in Operand source, bool flat, Func<long, Operand> makeTarget) => throw NoKernel("NonZero");
    public override (long Smallest, long Largest) Extremes(in Operand index) => throw NoKernel("Extremes");

    public override void Step<TRule>(in TRule rule, in StepOperands operands) => throw NoKernel("Step");

    public override void MaxPool(in Operand output, in Operand indices, in Operand input, in PoolingWindow window) => throw NoKernel("MaxPool");
    public override void AveragePool(in Operand output, in Operand input, in PoolingWindow window, bool countsPadding, long divisor) => throw NoKernel("AveragePool");
    public override void AveragePoolBackward(in Operand gradInput, in Operand gradOutput, in PoolingWindow window, bool countsPadding, long divisor) => throw NoKernel("AveragePoolBackward");
    public override void AdaptiveAveragePool(in Operand output, in Operand input) => throw NoKernel("AdaptiveAveragePool");
    public override void AdaptiveAveragePoolBackward(in Operand gradInput, in Operand gradOutput) => throw NoKernel("AdaptiveAveragePoolBackward");
    public override void AdaptiveMaxPool(in Operand output, in Operand indices, in Operand input) => throw NoKernel("AdaptiveMaxPool");
    public override void PlaneScatterAdd(in Operand target, in Operand source, in Operand indices, bool halved) => throw NoKernel("PlaneScatterAdd");
    public override void PlaneGather(in Operand target, in Operand source, in Operand indices) => throw NoKernel("PlaneGather");

    private static InvalidOperationException NoKernel(string op)
        => new($"op '{op}' has no kernel on cuda; move its operands to the processor with .cpu(), and the result back with .cuda()");
}
