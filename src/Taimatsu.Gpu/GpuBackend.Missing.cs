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



    private static InvalidOperationException NoKernel(string op)
        => new($"op '{op}' has no kernel on cuda; move its operands to the processor with .cpu(), and the result back with .cuda()");
}
