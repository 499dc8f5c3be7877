using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The gradient by the input of a convolution with strides, as a convolution without: results whose places leave the same remainders by the strides see the
/// same taps of the window, so each pair of remainders is a channel of its own over a smaller plane. Spreading the gradient with zeros would multiply by them.
/// </summary>
internal readonly struct PhaseAxis
{
    public readonly int Stride, Padding, Kernel, Length;

    /// <summary>Taps that a result sees.</summary>
    public readonly int Taps;

    /// <summary>The first place of the small plane, counted from the padding's start.</summary>
    public readonly int First;

    /// <summary>The length of the small plane.</summary>
    public readonly int Places;

    public PhaseAxis(int stride, int padding, int kernel, int length)
    {
        (Stride, Padding, Kernel, Length) = (stride, padding, kernel, length);
        Taps = (kernel + stride - 1) / stride;
        First = padding / stride;
        Places = (padding + length - 1) / stride - First + 1;
    }

    /// <summary>Zeros before the gradient; negative if its first elements meet no result.</summary>
    public int Before => Taps - 1 - First;

    /// <summary>The place in the kernel of a phase's tap, counted from the first it reads; beyond the kernel if the phase has fewer.</summary>
    public int Position(int phase, int tap) => phase + Stride * (Taps - 1 - tap);
}

/// <summary>Weights for the phases, and the way from their planes to the result's.</summary>
internal unsafe struct PhasePlanes<T> : IRangeBody where T : unmanaged
{
    public PhaseAxis Rows, Columns;
    public T* Phases, Result;

    /// <summary>The phases of a channel.</summary>
    public readonly int Count => Rows.Stride * Columns.Stride;

    /// <summary>From a group's weights [out, in, position] to [in, phase, out, tap].</summary>
    public readonly void Spread(T* weights, int outChannels, int channels, T* target)
    {
        for (int c = 0; c < channels; c++)
            for (int phase = 0; phase < Count; phase++)
                for (int o = 0; o < outChannels; o++)
                {
                    T* kernel = weights + ((long)o * channels + c) * Rows.Kernel * Columns.Kernel;
                    for (int y = 0; y < Rows.Taps; y++)
                        for (int x = 0; x < Columns.Taps; x++)
                        {
                            int row = Rows.Position(phase / Columns.Stride, y), column = Columns.Position(phase % Columns.Stride, x);
                            *target++ = row < Rows.Kernel && column < Columns.Kernel ? kernel[row * Columns.Kernel + column] : default;
                        }
                }
    }

    /// <summary>Puts the phases of planes together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        long small = (long)Rows.Places * Columns.Places;
        for (long plane = begin; plane < end; plane++)
            for (int y = 0; y < Rows.Length; y++)
            {
                int place = y + Rows.Padding, phase = place % Rows.Stride;
                T* from = Phases + (plane * Count + phase * Columns.Stride) * small + (long)(place / Rows.Stride - Rows.First) * Columns.Places, to = Result + (plane * Rows.Length + y) * Columns.Length;
                for (int p = 0; p < Columns.Stride; p++)
                {
                    int x = (p - Columns.Padding % Columns.Stride + Columns.Stride) % Columns.Stride;
                    T* source = from + p * small + ((x + Columns.Padding) / Columns.Stride - Columns.First);
                    for (; x < Columns.Length; x += Columns.Stride) to[x] = *source++;
                }
            }
    }
}
