namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>
    /// Planes of which first the rows and then the columns are put together anew. The target is contiguous [planes, rows' outputs, columns' outputs], the source
    /// [planes, rows' inputs, columns' inputs], whatever number of dimensions they have themselves; of one type.
    /// </summary>
    public virtual bool TryResample(in Operand target, in Operand source, AxisTaps rows, AxisTaps columns) => false;

    /// <summary>A contiguous target that holds the source at <paramref name="before"/> and elsewhere the value. Both have one type; the source may have any strides.</summary>
    public virtual void PadConstant(in Operand target, in Operand source, long[] before, Scalar value)
    {
        Fill(target, value);
        if (source.Count == 0) return;
        long offset = target.Offset;
        for (int d = 0; d < before.Length; d++) offset += before[d] * target.Stride(d);
        Copy(new Operand(target.Storage, offset, new Layout(source.Layout.Sizes, target.Layout.Strides), target.Type), source);
    }
}
