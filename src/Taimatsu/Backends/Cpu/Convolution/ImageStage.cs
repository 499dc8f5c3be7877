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
    public readonly long Pixel; // from one pixel of the image in memory to the next where its channels lie together, 0 where they are planes

    public ImageStage(int channels, int height, int width, int top, int left, int gapH, int gapW, int paddedHeight, int paddedWidth, int strideW, int lanes, long pixel = 0)
    {
        Pixel = pixel;
        (Channels, Height, Width, Top, Left, GapH, GapW, PaddedHeight, Phases) = (channels, height, width, top, left, gapH, gapW, paddedHeight, strideW);
        PhaseLength = (paddedWidth + strideW - 1) / strideW + lanes;
        RowLength = PhaseLength * strideW;
    }

    private ImageStage(in ImageStage whole, int rows, int lanes)
    {
        this = whole;
        // Channels an odd number of rows apart fall on different lines of the cache.
        PaddedHeight = rows | 1;
        // The constructor left room for a vector.
        PhaseLength = (PhaseLength - 1) / lanes * lanes;
        RowLength = PhaseLength * Phases;
    }

    /// <summary>The number of elements of a staged image.</summary>
    public long Length => (long)Channels * PaddedHeight * RowLength;

    /// <summary>Where tap (channel, row, column) of the window lies, from where the window starts.</summary>
    public nint Offset(int channel, int row, int column)
        => (((nint)channel * PaddedHeight + row) * Phases + column % Phases) * PhaseLength + column / Phases;

    /// <summary>Where the window of an output starts.</summary>
    public nint Start(int row, int column, int strideH) => (nint)row * strideH * RowLength + column;

    /// <summary>Where an image and group begins, numbered group by group within an image.</summary>
    public long Begin(long number, int groups)
        => Pixel == 0 ? number * Channels * Height * Width : number / groups * Height * Width * Pixel + number % groups * Channels;

    /// <summary>The elements of the working memory that filling a stage from pixels takes.</summary>
    public int LineLength => Pixel == 0 ? 0 : Channels * Width;

    /// <summary>Copies an image to its stage.</summary>
    public void Fill<T>(T* image, T* stage, T* lines) where T : unmanaged
    {
        new Span<byte>(stage, checked((int)(Length * sizeof(T)))).Clear();
        if (Pixel == 0) Copy(image, stage);
        else FillBand(image, stage, 0, lines);
    }

    /// <summary>Whether the image is not spread and its columns not sorted: then a stage is the image with its padding.</summary>
    public bool IsPlain => Phases == 1 && GapH == 1 && GapW == 1;

    /// <summary>The image itself as a stage without padding.</summary>
    public ImageStage InPlace() => new(Channels, Height, Width, 0, 0, 1, 1, Height, Width, 1, 0);

    /// <summary>The stage of so many rows, which begin on whole vectors. A vector may read beyond its row, and <paramref name="lanes"/> elements beyond the stage.</summary>
    public ImageStage Band(int rows, int lanes) => new(this, rows, lanes);

    /// <summary>Copies an image of planes to a stage that is zero, or holds another image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy<T>(T* image, T* stage) where T : unmanaged
    {
        var row = new Row(this);
        if (row.Count <= 0) return;
        for (int c = 0; c < Channels; c++)
            for (int y = 0; y < Height; y++)
            {
                int at = y * GapH + Top;
                if (at < 0 || at >= PaddedHeight) continue;
                CopyRow(row, image + ((long)c * Height + y) * Width + row.First, stage + ((long)c * PaddedHeight + at) * RowLength);
            }
    }

    /// <summary>Fills a band's stage, which is zero or holds another band, from that row of the padded image on. <see cref="LineLength"/> says how much working memory it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillBand<T>(T* image, T* stage, int first, T* lines) where T : unmanaged
    {
        var row = new Row(this);
        if (Pixel > 0)
        {
            FillFromPixels(row, image, stage, first, lines);
            return;
        }
        for (int c = 0; c < Channels; c++)
            for (int at = 0; at < PaddedHeight; at++, stage += RowLength)
            {
                int y = at + first - Top;
                if (GapH > 1) y = y >= 0 && y % GapH == 0 ? y / GapH : -1;
                if (y >= 0 && y < Height && row.Count > 0) CopyRow(row, image + ((long)c * Height + y) * Width + row.First, stage);
                else new Span<T>(stage, RowLength).Clear();
            }
    }

    // Each row is brought to a line for each channel first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillFromPixels<T>(in Row row, T* image, T* stage, int first, T* lines) where T : unmanaged
    {
        for (int at = 0; at < PaddedHeight; at++, stage += RowLength)
        {
            int y = at + first - Top;
            bool seen = y >= 0 && y < Height && row.Count > 0;
            if (seen) PixelLines.Pack(lines, Width, image + ((long)y * Width + row.First) * Pixel, Pixel, row.Count, Channels);
            for (int c = 0; c < Channels; c++)
            {
                T* target = stage + (long)c * PaddedHeight * RowLength;
                if (seen) CopyRow(row, lines + (long)c * Width, target);
                else new Span<T>(target, RowLength).Clear();
            }
        }
    }

    // The columns of the image that lie in the stage, and where the first lies.
    private readonly struct Row
    {
        public readonly int First, Count, Column;

        public Row(in ImageStage stage)
        {
            First = stage.Left >= 0 ? 0 : (-stage.Left + stage.GapW - 1) / stage.GapW;
            int room = stage.RowLength - stage.Left;
            Count = (room <= 0 ? 0 : Math.Min(stage.Width, (room + stage.GapW - 1) / stage.GapW)) - First;
            Column = First * stage.GapW + stage.Left;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyRow<T>(in Row row, T* source, T* target) where T : unmanaged
    {
        int column = row.Column, count = row.Count;
        if (Phases == 1 && GapW == 1)
        {
            CopyRun((byte*)source, (byte*)(target + column), count * sizeof(T));
            return;
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

    private static Vector512<int> EvenPlaces => Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);

    private static Vector512<int> OddPlaces => Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);

    // Columns sorted into even and odd ones; returns how many.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SplitRow(float* source, float* target, int column, int count)
    {
        float* even = target + (column % 2 == 0 ? 0 : PhaseLength) + column / 2, odd = target + (column % 2 == 0 ? PhaseLength : 1) + column / 2;
        if (count < 16) return 0;
        int pairs = count & ~1;
        if (VectorWidth.Bits >= 512 && pairs >= 32)
        {
            for (int x = 0; x < pairs; x += 32)
            {
                if (x > pairs - 32) x = pairs - 32;
                Vector512<float> low = Vector512.Load(source + x), high = Vector512.Load(source + x + 16);
                Avx512F.PermuteVar16x32x2(low, EvenPlaces, high).Store(even + x / 2);
                Avx512F.PermuteVar16x32x2(low, OddPlaces, high).Store(odd + x / 2);
            }
            return pairs;
        }
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
    private static void CopyRun(byte* source, byte* target, int bytes)
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
