namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Reduce(ReduceKind kind, in Operand target, in Operand source, ReadOnlySpan<bool> reduced)
    {
        Fill(target, 0);
        // Adds row by row into the target, which the iterator sees with stride 0 in the reduced dimensions.
        var wide = new Operand(new Storage(new double[Math.Max(target.Count, 1)], target.Count * 8), 0, Layout.Contiguous(target.Layout.Sizes), ScalarType.Float64);
        var strides = Layout.ContiguousStrides(target.Layout.Sizes);
        for (int d = 0; d < reduced.Length; d++)
            if (reduced[d]) strides[d] = 0;
        var expanded = new Operand(wide.Storage, 0, new Layout(source.Layout.Sizes, strides), ScalarType.Float64);
        ElementLoop.Run(new TensorIterator(expanded, source, ScalarType.Float64), new StagedAdd(source.Type), long.MaxValue);
        if (kind == ReduceKind.Mean)
        {
            fixed (double* sums = &wide.First<double>())
                for (long i = 0; i < target.Count; i++) sums[i] /= source.Count / (double)Math.Max(target.Count, 1);
        }
        Copy(target, wide);
    }

    private readonly struct StagedAdd(ScalarType type) : IInnerLoop
    {
        private readonly delegate*<byte*, long, byte*, long, long, void> _convert = Converter.Get(type, ScalarType.Float64);

        public void Run(byte** data, long* strides, long count)
        {
            byte* target = data[0];
            double value;
            for (long i = 0; i < count; i++, target += strides[0])
            {
                _convert(data[1] + i * strides[1], 0, (byte*)&value, 0, 1);
                *(double*)target += value;
            }
        }
    }
}
