using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>MT19937 as PyTorch's processor generator runs it, with the second half of the last pair of normal numbers kept for the next draw.</summary>
internal sealed class MersenneTwister : RandomEngine
{
    private const int N = 624, M = 397;

    /// <summary>seed, left, seeded, next, the words as u64, four fields for normal numbers, two for a float that is never used.</summary>
    private const int StateBytes = 24 + N * 8 + 32 + 8;

    private readonly uint[] _state = new uint[N];
    private ulong _seed;
    private int _left; // draws until the next regeneration, this one included
    private int _next; // the next word

    public MersenneTwister(ulong seed) => Seed(seed);

    /// <summary>The normal number that the last draw left over; null if there is none.</summary>
    public double? NextNormal { get; set; }

    public override ulong InitialSeed => _seed;

    public override void Seed(ulong seed)
    {
        _seed = seed;
        _state[0] = (uint)seed;
        for (int i = 1; i < N; i++) _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
        _left = 1;
        _next = 0;
        NextNormal = null;
    }

    /// <summary>One 32-bit draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Random32()
    {
        if (--_left == 0) Regenerate();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>Two draws; the first is the high word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Random64()
    {
        ulong high = Random32();
        return (high << 32) | Random32();
    }

    /// <summary>A multiple of 2^-24 in [0, 1).</summary>
    public float UniformSingle() => (Random32() & 0xFFFFFF) * (1f / (1 << 24));

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    public double UniformDouble() => (Random64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>The same 32-bit draws as so many calls of <see cref="Random32"/>, several at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<uint> target)
    {
        while (target.Length > 0)
        {
            if (_left == 1) Regenerate();
            else _left--; // counted as Random32 does: one before each draw
            int take = Math.Min(target.Length, N - _next);
            Temper(_state.AsSpan(_next, take), target);
            _next += take;
            _left -= take - 1;
            target = target[take..];
        }
    }

    public override byte[] GetState()
    {
        var bytes = new byte[StateBytes];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt64LittleEndian(span, _seed);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], _left);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(span[16..], (ulong)_next);
        for (int i = 0; i < N; i++) BinaryPrimitives.WriteUInt64LittleEndian(span[(24 + i * 8)..], _state[i]);
        if (NextNormal is { } normal)
        {
            var tail = span[(24 + N * 8)..]; // x, y, rho, valid
            BinaryPrimitives.WriteDoubleLittleEndian(tail[8..], normal);
            BinaryPrimitives.WriteInt32LittleEndian(tail[24..], 1);
        }
        return bytes;
    }

    public override void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes) throw new ArgumentException($"RNG state is wrong size: expected {StateBytes} bytes, got {state.Length}");
        int left = BinaryPrimitives.ReadInt32LittleEndian(state[8..]), seeded = BinaryPrimitives.ReadInt32LittleEndian(state[12..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        // Only a fresh state (1, 0) and those of a running one, which add up to N + 1, can occur.
        bool valid = seeded == 1 && ((left == 1 && next == 0) || (left > 0 && left <= N && next == (ulong)(N + 1 - left)));
        if (!valid) throw new ArgumentException($"Invalid mt19937 state: left {left}, seeded {seeded}, next {next}");
        for (int i = 0; i < N; i++)
            if (BinaryPrimitives.ReadUInt64LittleEndian(state[(24 + i * 8)..]) > uint.MaxValue)
                throw new ArgumentException($"Invalid mt19937 state: word {i} has more than 32 bits");
        for (int i = 0; i < N; i++) _state[i] = BinaryPrimitives.ReadUInt32LittleEndian(state[(24 + i * 8)..]);
        var tail = state[(24 + N * 8)..];
        _seed = BinaryPrimitives.ReadUInt64LittleEndian(state);
        _left = left;
        _next = (int)next;
        NextNormal = BinaryPrimitives.ReadInt32LittleEndian(tail[24..]) != 0 ? BinaryPrimitives.ReadDoubleLittleEndian(tail[8..]) : null;
    }

    public override RandomEngine Clone()
    {
        var copy = new MersenneTwister(_seed);
        _state.CopyTo(copy._state, 0);
        copy._left = _left;
        copy._next = _next;
        copy.NextNormal = NextNormal;
        return copy;
    }

    /// <summary>The next 624 words. A vector of words needs only words that the vectors before it have not reached, so it runs in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Regenerate()
    {
        ref uint s = ref _state[0];
        int i = 0;
        for (; i + Vector256<uint>.Count <= N - M; i += Vector256<uint>.Count) Twist8(ref s, i, i + M);
        for (; i < N - M; i++) Unsafe.Add(ref s, i) = Unsafe.Add(ref s, i + M) ^ Twist(Unsafe.Add(ref s, i), Unsafe.Add(ref s, i + 1));
        for (; i + Vector256<uint>.Count <= N - 1; i += Vector256<uint>.Count) Twist8(ref s, i, i + M - N);
        for (; i < N - 1; i++) Unsafe.Add(ref s, i) = Unsafe.Add(ref s, i + M - N) ^ Twist(Unsafe.Add(ref s, i), Unsafe.Add(ref s, i + 1));
        Unsafe.Add(ref s, N - 1) = Unsafe.Add(ref s, M - 1) ^ Twist(Unsafe.Add(ref s, N - 1), s);
        _left = N;
        _next = 0;
    }

    private static uint Twist(uint u, uint v) => (((u & 0x80000000) | (v & 0x7fffffff)) >> 1) ^ ((v & 1) == 0 ? 0 : 0x9908b0df);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Twist8(ref uint s, int i, int other)
    {
        var u = Vector256.LoadUnsafe(ref s, (nuint)i);
        var v = Vector256.LoadUnsafe(ref s, (nuint)i + 1);
        var mixed = ((u & Vector256.Create(0x80000000u)) | (v & Vector256.Create(0x7fffffffu))) >> 1;
        var odd = Vector256<uint>.Zero - (v & Vector256<uint>.One); // all ones where v is odd
        (Vector256.LoadUnsafe(ref s, (nuint)other) ^ mixed ^ (odd & Vector256.Create(0x9908b0dfu))).StoreUnsafe(ref s, (nuint)i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Temper(ReadOnlySpan<uint> words, Span<uint> target)
    {
        int i = 0;
        // By reference: until its last tier the library's way from a span to a vector takes ten times as long.
        ref uint from = ref MemoryMarshal.GetReference(words), to = ref MemoryMarshal.GetReference(target);
        for (; i + Vector256<uint>.Count <= words.Length; i += Vector256<uint>.Count)
        {
            var y = Vector256.LoadUnsafe(ref from, (nuint)i);
            y ^= y >> 11;
            y ^= (y << 7) & Vector256.Create(0x9d2c5680u);
            y ^= (y << 15) & Vector256.Create(0xefc60000u);
            (y ^ (y >> 18)).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < words.Length; i++)
        {
            uint y = words[i];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9d2c5680;
            y ^= (y << 15) & 0xefc60000;
            target[i] = y ^ (y >> 18);
        }
    }
}
