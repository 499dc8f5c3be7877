using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>
/// Two operands of the same shape but for one dimension, in which an index leads from one to the other: the dimensions before it and after it, and the steps along it, in
/// bytes.
/// </summary>
internal struct SliceSteps
{
    public Steps TargetBefore, TargetAfter, SourceBefore, SourceAfter;
    public long TargetStride, SourceStride;
    public uint Before, Inner, Count;

    public static SliceSteps Of(in Operand target, in Operand source, int dimension, long count)
    {
        var steps = new SliceSteps
        {
            TargetStride = target.Stride(dimension) * target.Type.ElementSize(), SourceStride = source.Stride(dimension) * source.Type.ElementSize(),
            Before = 1, Inner = 1, Count = checked((uint)count),
        };
        for (int d = target.Rank - 1; d > dimension; d--)
        {
            steps.Inner = checked(steps.Inner * (uint)target.Size(d));
            Add(ref steps.TargetAfter, target, d);
            Add(ref steps.SourceAfter, source, d);
        }
        for (int d = dimension - 1; d >= 0; d--)
        {
            steps.Before = checked(steps.Before * (uint)target.Size(d));
            Add(ref steps.TargetBefore, target, d);
            Add(ref steps.SourceBefore, source, d);
        }
        return steps;
    }

    private static void Add(ref Steps steps, in Operand operand, int dimension)
    {
        if (!steps.Add(operand.Size(dimension), operand.Stride(dimension) * operand.Type.ElementSize()))
            throw new InvalidOperationException($"an operand of more than {Steps.MostDimensions} separate dimensions has no kernel on cuda; call contiguous() first");
    }
}

/// <summary>
/// One element for each of an index's: the lines along the indexed dimension of the wide operand, of the narrow one and of the index, and the steps along them. Those of
/// the index count elements, the others bytes.
/// </summary>
internal struct LineSteps
{
    public Steps Wide, Narrow, Index;
    public long WideStride, NarrowStride, IndexStride;
    public int Length;
}
