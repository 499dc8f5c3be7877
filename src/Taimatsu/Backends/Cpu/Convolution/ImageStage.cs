using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill<T>(T* image, T* stage) where T : unmanaged
    {
        bool plain = Phases == 1 && GapH == 1 && GapW == 1;
        new Span<byte>(stage, checked((int)(Length * sizeof(T)))).Clear();
        for (int c = 0; c < Channels; c++)
            for (int y = 0; y < Height; y++)
            {
                int row = y * GapH + Top;
                if (row < 0 || row >= PaddedHeight) continue;
                T* source = image + ((long)c * Height + y) * Width;
                T* target = stage + ((long)c * PaddedHeight + row) * RowLength;
                int limit = PhaseLength * Phases;
                if (plain)
                {
                    int from = Math.Max(0, -Left), count = Math.Min(Width, limit - Left) - from;
                    if (count > 0) Unsafe.CopyBlockUnaligned(target + Left + from, source + from, (uint)(count * sizeof(T)));
                    continue;
                }
                for (int x = 0; x < Width; x++)
                {
                    int column = x * GapW + Left;
                    if (column >= 0 && column < limit) target[column % Phases * PhaseLength + column / Phases] = source[x];
                }
            }
    }
}
