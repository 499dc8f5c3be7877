namespace Taimatsu.Backends.Cpu;

/// <summary>
/// One axis of a convolution, forward or transposed, as a gather: result <c>first + i · step</c> reads source <c>i · advance + shift</c> for each tap of a
/// phase. A forward convolution has one phase; the gradient by the input of one with stride s has s, of which each sees its own taps.
/// </summary>
internal sealed class WindowAxis
{
    private WindowAxis(int source, int result, int kernel, int step, int advance)
    {
        (Source, Result, Kernel, Step, Advance) = (source, result, kernel, step, advance);
        Phases = new Phase[Math.Min(step, result)];
    }

    /// <summary>A tap: its position in the kernel, and how far from the point's start it reads.</summary>
    public readonly record struct Tap(int Position, int Shift);

    /// <summary>The results First, First + Step, … of which there are Count, and the taps they see, by rising shift.</summary>
    public readonly record struct Phase(int First, int Count, Tap[] Taps);

    public int Source { get; }
    public int Result { get; }
    public int Kernel { get; }
    public int Step { get; }
    public int Advance { get; }
    public Phase[] Phases { get; }

    /// <summary>From one staged element to the next in the source: a window of one element that moves by more sees no others.</summary>
    public int Skip { get; private set; } = 1;

    /// <summary>Zeros before the source that the stage holds; negative if it leaves out the first elements.</summary>
    public int Before { get; private set; }

    /// <summary>The length of the stage.</summary>
    public int Staged { get; private set; }

    /// <summary>A convolution's axis.</summary>
    public static WindowAxis Forward(int source, int result, int kernel, int stride, int padding, int dilation)
    {
        if (kernel == 1 && stride > 1 && padding == 0)
        {
            var points = new WindowAxis(source, result, 1, 1, 1) { Staged = result, Skip = stride };
            if (result > 0) points.Phases[0] = new Phase(0, result, [new Tap(0, 0)]);
            return points;
        }
        var axis = new WindowAxis(source, result, kernel, 1, stride);
        var taps = new List<Tap>(kernel);
        for (int k = 0; k < kernel; k++) axis.Keep(taps, k, k * dilation - padding, result);
        if (axis.Phases.Length > 0) axis.Phases[0] = new Phase(0, result, [.. taps]);
        return axis.Measure();
    }

    /// <summary>The axis of the gradient by a convolution's input: the source is the output's gradient.</summary>
    public static WindowAxis Backward(int source, int result, int kernel, int stride, int padding, int dilation)
    {
        var axis = new WindowAxis(source, result, kernel, stride, 1);
        for (int first = 0; first < axis.Phases.Length; first++)
        {
            int count = (result - first + stride - 1) / stride;
            var taps = new List<Tap>(kernel);
            for (int k = kernel - 1; k >= 0; k--)
                if ((first + padding - k * dilation) % stride == 0) axis.Keep(taps, k, (first + padding - k * dilation) / stride, count);
            axis.Phases[first] = new Phase(first, count, [.. taps]);
        }
        return axis.Measure();
    }

    // A tap that meets nothing but padding is left out.
    private void Keep(List<Tap> taps, int position, int shift, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int at = i * Advance + shift;
            if (at < 0 || at >= Source) continue;
            taps.Add(new Tap(position, shift));
            return;
        }
    }

    private WindowAxis Measure()
    {
        int low = int.MaxValue, high = int.MinValue;
        foreach (var phase in Phases)
            foreach (var tap in phase.Taps)
            {
                low = Math.Min(low, tap.Shift);
                high = Math.Max(high, tap.Shift + (phase.Count - 1) * Advance);
            }
        (Before, Staged) = low > high ? (0, 1) : (-low, high - low + 1);
        return this;
    }
}
