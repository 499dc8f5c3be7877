using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// The outputs of an axis as blocks of a vector each, whose places lie in a window of two vectors of the input: one permutation picks those of a tap. Where places lie far apart a
/// block has fewer outputs, or a window for each tap. <see cref="BlockColumns{T}"/> runs them.
/// </summary>
internal sealed unsafe class ColumnWindows
{
    /// <summary>Bytes of tables for each tap of a block: the places in its window, the weights, and a mask of the outputs that have the tap; a vector each.</summary>
    public const int TableBytes = 3 * 64;

    /// <summary>Of a block: some outputs lack some taps.</summary>
    public const int Partial = 1;

    /// <summary>Of a block: a window for each tap instead of one for all.</summary>
    public const int Apart = 2;

    /// <summary>Of a block: its window is one vector.</summary>
    public const int Narrow = 4;

    /// <summary>Of picks: above the flags stands the number, plus one, of the last block of a run that is one copy; 0 if the block is none.</summary>
    public const int RunShift = 4;

    private const int Straight = 8;

    // With fewer outputs in a block the permutations cost more than one element after the other.
    private const int LeastOutputs = 4;

    // Sums of more are left to the other way: they take from so many places that hardly any outputs fit a block.
    private const int MostTaps = 32;

    private readonly int _elementSize, _lanes;
    private readonly byte[] _tables;

    private ColumnWindows(AxisTaps taps, int elementSize)
    {
        (_elementSize, _lanes) = (elementSize, Lanes(elementSize));
        var blocks = _lanes > 0 && taps.Most is > 0 and <= MostTaps ? Cut(taps) : [];
        Firsts = new int[blocks.Count];
        Kinds = new int[blocks.Count];
        Taps = new int[blocks.Count + 1];
        for (int b = 0; b < blocks.Count; b++)
        {
            Firsts[b] = blocks[b].First;
            Taps[b + 1] = Taps[b] + MostOf(taps, blocks[b].First, blocks[b].Count);
        }
        Bases = new int[Taps[^1]];
        // Vectors that lie across cache lines take two loads.
        _tables = GC.AllocateArray<byte>(Bases.Length * TableBytes + 64, pinned: true);
        Tables = (byte*)((nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_tables)) + 63 & -64);
        for (int b = 0; b < blocks.Count; b++) Describe(taps, b, blocks[b]);
        // Runs from their last block back: what follows a block in the target follows it in the source too.
        for (int b = blocks.Count - 1, end = 0; b >= 0; b--)
        {
            bool goesOn = end > 0 && Bases[b + 1] - Bases[b] == Firsts[b + 1] - Firsts[b];
            end = (Kinds[b] & Straight) == 0 ? 0 : goesOn ? end : b + 1;
            Kinds[b] |= end << RunShift;
        }
    }

    /// <summary>The first output of each block.</summary>
    public int[] Firsts { get; }

    /// <summary>Flags of each block; see the constants.</summary>
    public int[] Kinds { get; }

    /// <summary>Where each block's taps start, and where the last one's end.</summary>
    public int[] Taps { get; }

    /// <summary>Where each tap's window starts in the input; in a block with one window for all they are equal.</summary>
    public int[] Bases { get; }

    /// <summary>The tables of one tap after the other, valid as long as this object.</summary>
    public byte* Tables { get; }

    /// <summary>How many elements from a row's start on the windows read; more than the row has if it is shorter than a window.</summary>
    public int Reach { get; private set; }

    /// <summary>The number of blocks: none where this way does not pay, or has no instructions.</summary>
    public int Count => Firsts.Length;

    /// <summary>The windows of an axis for elements of so many bytes.</summary>
    public static ColumnWindows Of(AxisTaps taps, int elementSize)
    {
        if (taps.Prepared is ColumnWindows kept && kept._elementSize == elementSize) return kept;
        var made = new ColumnWindows(taps, elementSize);
        taps.Prepared = made;
        return made;
    }

    // The number of elements in a vector that permutations exist for; 0 without them.
    private static int Lanes(int elementSize)
    {
        if (VectorWidth.Bits >= 512) return elementSize > 1 || Avx512Vbmi.IsSupported ? 64 / elementSize : 0;
        return VectorWidth.Bits >= 256 && elementSize >= 4 && Avx2.IsSupported ? 32 / elementSize : 0;
    }

    private List<Block> Cut(AxisTaps taps)
    {
        var blocks = new List<Block>();
        int outputs = (int)taps.Output, most = outputs / LeastOutputs;
        for (int at = 0; at < outputs;)
        {
            var block = Fitting(taps, at, Math.Min(_lanes, outputs - at));
            // The last block starts early enough to be a whole vector if it can: the outputs before are written twice.
            if (at + block.Count == outputs && block.Count < _lanes && outputs >= _lanes && Fitting(taps, outputs - _lanes, _lanes) is var whole && whole.Count == _lanes) block = whole;
            if (blocks.Count == most) return [];
            blocks.Add(block);
            at = block.First + block.Count;
        }
        return blocks;
    }

    // As many outputs from the first on as fit, so many at most. Windows apart take two loads for each tap; they are for outputs that take from both ends.
    private Block Fitting(AxisTaps taps, int first, int most)
    {
        Span<int> low = stackalloc int[MostTaps + 1], high = stackalloc int[MostTaps + 1];
        low.Fill(int.MaxValue);
        high.Fill(int.MinValue);
        int n = 0, together = most;
        bool fits = true;
        for (; n < most && fits; n++)
        {
            int start = taps.Starts[first + n], end = taps.Starts[first + n + 1];
            for (int k = start; k < end; k++)
            {
                int place = taps.Places[k], tap = k - start;
                (low[tap], high[tap]) = (Math.Min(low[tap], place), Math.Max(high[tap], place));
                (low[MostTaps], high[MostTaps]) = (Math.Min(low[MostTaps], place), Math.Max(high[MostTaps], place));
                fits = fits && high[tap] - low[tap] < 2 * _lanes;
            }
            if (high[MostTaps] - (long)low[MostTaps] >= 2 * _lanes) together = Math.Min(together, n);
        }
        int apart = fits ? n : n - 1;
        return together >= Math.Min(LeastOutputs, apart) ? new(first, Math.Min(together, apart), false) : new(first, apart, true);
    }

    private static int MostOf(AxisTaps taps, int first, int count)
    {
        int most = 0;
        for (int i = first; i < first + count; i++) most = Math.Max(most, taps.Starts[i + 1] - taps.Starts[i]);
        return most;
    }

    private void Describe(AxisTaps taps, int number, Block block)
    {
        int count = Taps[number + 1] - Taps[number];
        var (low, high) = Range(taps, block, -1);
        bool narrow = !block.IsApart && high - low < _lanes, straight = taps.IsPick && block.Count == _lanes && IsStraight(taps, block);
        narrow |= straight;
        Kinds[number] = (block.IsApart ? Apart : 0) | (narrow ? Narrow : 0) | (straight ? Straight : 0);
        for (int tap = 0; tap < count; tap++)
        {
            if (block.IsApart) (low, _) = Range(taps, block, tap);
            // A window starts early enough not to reach beyond the row, if the row is long enough for one.
            int length = narrow ? _lanes : 2 * _lanes, start = Math.Min(low, Math.Max(0, (int)taps.Input - length));
            Bases[Taps[number] + tap] = start;
            Reach = Math.Max(Reach, start + length);
            var table = new Span<byte>(Tables + (Taps[number] + tap) * TableBytes, TableBytes);
            for (int lane = 0; lane < block.Count; lane++)
            {
                int k = taps.Starts[block.First + lane] + tap;
                if (k >= taps.Starts[block.First + lane + 1])
                {
                    Kinds[number] |= Partial;
                    continue;
                }
                WriteIndex(table, lane, taps.Places[k] - start);
                double weight = taps.Weights is { } weights ? weights[k] : 1;
                if (_elementSize == 8) MemoryMarshal.Cast<byte, double>(table[64..128])[lane] = weight;
                else if (_elementSize == 4) MemoryMarshal.Cast<byte, float>(table[64..128])[lane] = (float)weight;
                table.Slice(128 + lane * _elementSize, _elementSize).Fill(0xFF);
            }
        }
    }

    // The smallest and the largest place of one tap of a block, or of all.
    private static (int Low, int High) Range(AxisTaps taps, Block block, int tap)
    {
        int low = int.MaxValue, high = 0;
        for (int i = block.First; i < block.First + block.Count; i++)
            for (int k = taps.Starts[i]; k < taps.Starts[i + 1]; k++)
                if (tap < 0 || k - taps.Starts[i] == tap) (low, high) = (Math.Min(low, taps.Places[k]), Math.Max(high, taps.Places[k]));
        return (Math.Min(low, high), high);
    }

    private static bool IsStraight(AxisTaps taps, Block block)
    {
        for (int i = 1; i < block.Count; i++)
            if (taps.Places[block.First + i] != taps.Places[block.First] + i) return false;
        return true;
    }

    // As the permutation wants it: of the elements' size, but AVX2's of doubles moves their halves.
    private void WriteIndex(Span<byte> table, int lane, int index)
    {
        switch (_elementSize)
        {
            case 1: table[lane] = (byte)index; break;
            case 2: MemoryMarshal.Cast<byte, short>(table)[lane] = (short)index; break;
            case 4: MemoryMarshal.Cast<byte, int>(table)[lane] = index; break;
            default:
                if (VectorWidth.Bits >= 512) MemoryMarshal.Cast<byte, long>(table)[lane] = index;
                else (MemoryMarshal.Cast<byte, int>(table)[2 * lane], MemoryMarshal.Cast<byte, int>(table)[2 * lane + 1]) = (2 * index, 2 * index + 1);
                break;
        }
    }

    private readonly record struct Block(int First, int Count, bool IsApart);
}
