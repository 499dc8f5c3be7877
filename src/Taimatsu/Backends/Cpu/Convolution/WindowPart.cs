namespace Taimatsu.Backends.Cpu;

/// <summary>The results of one phase of each axis: they see the same taps, as runs of the stage at the same distances.</summary>
internal sealed class WindowPart
{
    /// <summary>A part over a stage whose points have that many channels; the packed weights before it are given.</summary>
    public WindowPart(WindowAxis rows, WindowAxis columns, WindowAxis.Phase row, WindowAxis.Phase column, int channels, long weightRows)
    {
        (Row, Column, WeightRows) = (row, column, weightRows);
        int across = column.Taps.Length;
        bool joined = across > 0 && column.Taps[^1].Shift - column.Taps[0].Shift == across - 1;
        RunLength = joined ? across * channels : channels;
        Positions = new int[row.Taps.Length * across];
        Runs = new nint[joined ? row.Taps.Length : Positions.Length];
        int taps = 0, runs = 0;
        foreach (var y in row.Taps)
            foreach (var x in column.Taps)
            {
                Positions[taps++] = y.Position * columns.Kernel + x.Position;
                if (!joined || x == column.Taps[0]) Runs[runs++] = ((nint)(y.Shift + rows.Before) * columns.Staged + x.Shift + columns.Before) * channels;
            }
        Depth = (long)Positions.Length * channels;
    }

    public WindowAxis.Phase Row { get; }
    public WindowAxis.Phase Column { get; }

    /// <summary>Of each tap, its position in the kernel.</summary>
    public int[] Positions { get; }

    /// <summary>Where the runs begin, from a point's start.</summary>
    public nint[] Runs { get; }
    public int RunLength { get; }

    /// <summary>Elements of all runs: what a result sums over.</summary>
    public long Depth { get; }

    /// <summary>The depths of the parts before this one.</summary>
    public long WeightRows { get; }

    /// <summary>Where a panel's weights begin.</summary>
    public long Panel(int panel, int width, int padded) => WeightRows * padded + panel * width * Depth;

    /// <summary>All parts of a window.</summary>
    public static WindowPart[] All(WindowAxis rows, WindowAxis columns, int channels)
    {
        var parts = new WindowPart[rows.Phases.Length * columns.Phases.Length];
        int count = 0;
        long weights = 0;
        foreach (var row in rows.Phases)
            foreach (var column in columns.Phases)
            {
                var part = new WindowPart(rows, columns, row, column, channels, weights);
                parts[count++] = part;
                weights += part.Depth;
            }
        return parts;
    }
}
