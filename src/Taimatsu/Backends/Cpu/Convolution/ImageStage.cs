using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Where the convolution kernels read an image: a copy with its padding written out, and with the columns of each row sorted by their remainder
/// modulo the stride. So every tap of the window is one offset, and neighbouring outputs read neighbouring elements, for any stride, padding
/// and dilation. It is small (one image and group), and lies in the caches.
/// </summary>
internal readonly unsafe struct ImageStage
{
    public readonly int Channels, Height, Width; // of the image as it is in memory
    public readonly int Top, Left; // padding before; negative numbers crop
    public readonly int GapH, GapW; // zeros between neighbouring rows and columns, plus one: how a strided gradient is spread
    public readonly int PaddedHeight;
    public readonly int Phases; // the stride along a row
    public readonly int PhaseLength; // columns of a phase, with room for a vector to read beyond
    public readonly int RowLength; // all phases of a row

    public ImageStage(int channels, int height, int width, int top, int left, int gapH, int gapW, int paddedHeight, int paddedWidth, int strideW, int lanes)
    {
        (Channels, Height, Width, Top, Left, GapH, GapW, PaddedHeight, Phases) = (channels, height, width, top, left, gapH, gapW, paddedHeight, strideW);
        PhaseLength = (paddedWidth + strideW - 1) / strideW + lanes;
        RowLength = PhaseLength * strideW;
    }

    /// <summary>The number of elements of a staged image.</summary>
    public long Length => (long)Channels * PaddedHeight * RowLength;

    /// <summary>Where tap (channel, row, column) of the window lies, from where the window starts.</summary>
    public nint Offset(int channel, int row, int column)
        => (((nint)channel * PaddedHeight + row) * Phases + column % Phases) * PhaseLength + column / Phases;

    /// <summary>Where the window of an output starts.</summary>
    public nint Start(int row, int column, int strideH) => (nint)row * strideH * RowLength + column;

    /// <summary>Copies an image (channels × height × width, contiguous) to its stage.</summary>
    public void Fill<T>(T* image, T* stage) where T : unmanaged
    {
        new Span<byte>(stage, checked((int)(Length * sizeof(T)))).Clear();
        Copy(image, stage);
    }

    /// <summary>The same over a stage that is zero, or holds another image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy<T>(T* image, T* stage) where T : unmanaged
    {
        bool plain = Phases == 1 && GapW == 1;
        // Columns of the image that lie in the stage.
        int first = Left >= 0 ? 0 : (-Left + GapW - 1) / GapW, room = RowLength - Left, last = room <= 0 ? 0 : Math.Min(Width, (room + GapW - 1) / GapW), count = last - first;
        if (count <= 0) return;
        int column = first * GapW + Left;
        for (int c = 0; c < Channels; c++)
            for (int y = 0; y < Height; y++)
            {
                int row = y * GapH + Top;
                if (row < 0 || row >= PaddedHeight) continue;
                T* source = image + ((long)c * Height + y) * Width + first;
                T* target = stage + ((long)c * PaddedHeight + row) * RowLength;
                if (plain)
                {
                    CopyRow((byte*)source, (byte*)(target + column), count * sizeof(T));
                    continue;
                }
                int phase = column % Phases, at = column / Phases, x = 0;
                if (typeof(T) == typeof(float) && Avx2.IsSupported)
                {
                    if (Phases == 2 && GapW == 1) x = SplitRow((float*)source, (float*)target, column, count);
                    else if (Phases == 1 && GapW == 2) x = SpreadRow((float*)source, (float*)target + column, count);
                    // Whole pairs of columns: the phase is what it was.
                    at += x * GapW / Phases;
                }
                for (; x < count; x++)
                {
                    target[phase * PhaseLength + at] = source[x];
                    phase += GapW;
                    while (phase >= Phases)
                    {
                        phase -= Phases;
                        at++;
                    }
                }
            }
    }

    // Columns sorted into even and odd ones; returns how many.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SplitRow(float* source, float* target, int column, int count)
    {
        float* even = target + (column % 2 == 0 ? 0 : PhaseLength) + column / 2, odd = target + (column % 2 == 0 ? PhaseLength : 1) + column / 2;
        if (count < 16) return 0;
        int pairs = count & ~1;
        for (int x = 0; x < pairs; x += 16)
        {
            // The last piece overlaps the one before rather than leave a rest.
            if (x > pairs - 16) x = pairs - 16;
            var (first, second) = EvenOdd.Split(source + x);
            first.Store(even + x / 2);
            second.Store(odd + x / 2);
        }
        return pairs;
    }

    // A zero after each column: what stands there anyway. Returns how many columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SpreadRow(float* source, float* target, int count)
    {
        if (count < 8) return 0;
        for (int x = 0; x < count; x += 8)
        {
            if (x > count - 8) x = count - 8;
            var (first, second) = EvenOdd.Join(Vector256.Load(source + x), Vector256<float>.Zero);
            first.Store(target + 2 * x);
            second.Store(target + 2 * x + 8);
        }
        return count;
    }

    // Rows are short: a call of memmove for each would take longer than the copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(byte* source, byte* target, int bytes)
    {
        int at = 0;
        if (bytes >= 32)
        {
            for (; at <= bytes - 32; at += 32) Vector256.Store(Vector256.Load(source + at), target + at);
            // The last piece overlaps the one before rather than leave a rest.
            if (at < bytes) Vector256.Store(Vector256.Load(source + bytes - 32), target + bytes - 32);
            return;
        }
        for (; at < bytes; at += 4) *(int*)(target + at) = *(int*)(source + at);
    }
}
