namespace Taimatsu.Backends;

/// <summary>
/// How the elements along one axis are put together from those along another, in compressed rows: output i is the sum of weights[k] · input[places[k]] for k from starts[i] to before
/// starts[i + 1]. Resizing and padding are such sums, and so are their gradients, over the <see cref="Inverse"/>.
/// </summary>
internal sealed class AxisTaps
{
    private AxisTaps? _inverse;

    /// <summary>What a backend derived from the taps, kept with them.</summary>
    public volatile object? Prepared;

    /// <param name="input">The length of the axis that is read.</param>
    /// <param name="starts">Where each output's places start, and where the last one's end.</param>
    /// <param name="places">Indices below the input's length.</param>
    /// <param name="weights">One for each place; null if all are one.</param>
    public AxisTaps(long input, int[] starts, int[] places, double[]? weights)
    {
        (Input, Starts, Places, Weights) = (input, starts, places, weights);
        Output = starts.Length - 1;
        int least = int.MaxValue;
        for (int i = 0; i < Output; i++)
        {
            int count = starts[i + 1] - starts[i];
            (least, Most) = (Math.Min(least, count), Math.Max(Most, count));
        }
        Uniform = Output > 0 && least == Most ? Most : 0;
        IsPick = weights is null && Uniform == 1;
        IsIdentity = IsPick && Input == Output && InOrder(places);
    }

    private AxisTaps(long length)
    {
        (Input, Output, Starts, Places) = (length, length, [], []);
        Uniform = Most = 1;
        IsPick = IsIdentity = true;
        _inverse = this;
    }

    /// <summary>An axis that stays as it is; its arrays are empty.</summary>
    public static AxisTaps Identity(long length) => new(length);

    /// <summary>One place for each output.</summary>
    public static AxisTaps Pick(long input, int[] places) => Even(input, places, null, 1);

    /// <summary>The same number of places for each output.</summary>
    public static AxisTaps Even(long input, int[] places, double[]? weights, int each)
    {
        var starts = new int[places.Length / each + 1];
        for (int i = 0; i < starts.Length; i++) starts[i] = i * each;
        return new(input, starts, places, weights);
    }

    public long Input { get; }
    public long Output { get; }
    public int[] Starts { get; }
    public int[] Places { get; }
    public double[]? Weights { get; }

    /// <summary>The largest number of places that an output has.</summary>
    public int Most { get; }

    /// <summary>The number of places that every output has; 0 if they differ.</summary>
    public int Uniform { get; }

    /// <summary>True if every output is one of the inputs.</summary>
    public bool IsPick { get; }

    /// <summary>True if every output is the input at its own place.</summary>
    public bool IsIdentity { get; }

    /// <summary>For each input the outputs that take it, with the same weights; its inverse is this object again.</summary>
    public AxisTaps Inverse => _inverse ??= Transposed();

    private AxisTaps Transposed()
    {
        var starts = new int[Input + 1];
        foreach (int place in Places) starts[place + 1]++;
        for (int i = 0; i < Input; i++) starts[i + 1] += starts[i];
        int[] next = starts[..^1], places = new int[Places.Length];
        var weights = Weights is null ? null : new double[Places.Length];
        for (int i = 0; i < Output; i++)
            for (int k = Starts[i]; k < Starts[i + 1]; k++)
            {
                int at = next[Places[k]]++;
                places[at] = i;
                if (weights is not null) weights[at] = Weights![k];
            }
        return new(Output, starts, places, weights) { _inverse = this };
    }

    private static bool InOrder(int[] places)
    {
        for (int i = 0; i < places.Length; i++)
            if (places[i] != i) return false;
        return true;
    }
}
