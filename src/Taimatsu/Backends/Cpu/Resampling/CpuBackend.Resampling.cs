namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryResample(in Operand target, in Operand source, AxisTaps rows, AxisTaps columns)
    {
        if (rows.IsPick && columns.IsPick)
            switch (target.Type.ElementSize())
            {
                case 1: Resample<byte>(target, source, rows, columns); return true;
                case 2: Resample<short>(target, source, rows, columns); return true;
                case 4: Resample<int>(target, source, rows, columns); return true;
                default: Resample<long>(target, source, rows, columns); return true;
            }
        if (target.Type == ScalarType.Float32) Resample<float>(target, source, rows, columns);
        else if (target.Type == ScalarType.Float64) Resample<double>(target, source, rows, columns);
        else return false;
        return true;
    }

    private static void Resample<T>(in Operand target, in Operand source, AxisTaps rows, AxisTaps columns) where T : unmanaged
    {
        if (target.Count == 0) return;
        var windows = columns.IsIdentity ? null : ColumnWindows.Of(columns, sizeof(T));
        int reach = windows?.Reach ?? 0;
        fixed (T* t = &target.First<T>(), s = &source.First<T>())
        fixed (int* rowStarts = rows.Starts, rowPlaces = rows.Places, columnStarts = columns.Starts, columnPlaces = columns.Places)
        fixed (double* rowWeights = rows.Weights, columnWeights = columns.Weights)
        fixed (int* firsts = windows?.Firsts, kinds = windows?.Kinds, taps = windows?.Taps, bases = windows?.Bases)
        {
            var body = new ResampledRows<T>
            {
                Source = s, SourceEnd = s + source.Count, Target = t, Height = rows.Input, Width = columns.Input, OutHeight = rows.Output, OutWidth = columns.Output,
                RowsStay = rows.IsIdentity, RowsArePicks = rows.IsPick, RowPlaces = rowPlaces, Reach = reach,
                Sums = new RowSums<T>
                {
                    SourceEnd = s + source.Count, Height = rows.Input, Width = columns.Input, OutHeight = rows.Output,
                    Starts = rowStarts, Places = rowPlaces, Weights = rowWeights, Uniform = rows.Uniform, Reach = reach,
                },
                ColumnsStay = columns.IsIdentity, ColumnsAreSums = !columns.IsPick, ColumnStarts = columnStarts, ColumnPlaces = columnPlaces, ColumnWeights = columnWeights, ColumnTaps = columns.Uniform,
                Blocks = new BlockColumns<T>
                {
                    Firsts = firsts, Kinds = kinds, Taps = taps, Bases = bases, Tables = windows is null ? null : windows.Tables, Count = windows?.Count ?? 0,
                    Outputs = (int)columns.Output, IsPick = columns.IsPick,
                },
            };
            WorkerPool.For(target.Count / columns.Output, Math.Max(1, 8192 / columns.Output), ref body);
        }
        GC.KeepAlive(windows);
        target.KeepAlive();
        source.KeepAlive();
    }

    public override void PadConstant(in Operand target, in Operand source, long[] before, Scalar value)
    {
        bool taken = source.Count > 0 && target.Type.ElementSize() switch
        {
            1 => TryPad<byte>(target, source, before, value),
            2 => TryPad<short>(target, source, before, value),
            4 => TryPad<int>(target, source, before, value),
            _ => TryPad<long>(target, source, before, value),
        };
        if (!taken) base.PadConstant(target, source, before, value);
    }

    // False if the source's rows have gaps.
    private bool TryPad<T>(in Operand target, in Operand source, long[] before, Scalar value) where T : unmanaged
    {
        var body = new PaddedRows<T>(target.Layout, source.Layout, before);
        if (!body.HasRows) return false;
        if (value.ToDouble() is var number && (number != 0 || double.IsNegative(number)))
        {
            var one = new Operand(new Storage(new byte[8], 8), 0, Layout.Scalar, target.Type);
            Fill(one, value);
            body.Value = one.First<T>();
        }
        fixed (T* t = &target.First<T>(), s = &source.First<T>())
        {
            body.Target = t;
            body.Source = s;
            WorkerPool.For(body.Rows, Math.Max(1, 16384 / body.RowLength), ref body);
        }
        target.KeepAlive();
        source.KeepAlive();
        return true;
    }
}
