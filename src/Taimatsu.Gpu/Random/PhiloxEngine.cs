using System.Buffers.Binary;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>
/// A GPU's source of random bits: a seed and how many draws were made. Every element of a draw computes its own bits from the seed, the draw's number and its own number
/// (Philox4x32-10), so the same seed gives the same numbers on every device, whatever the number of threads.
/// </summary>
internal sealed class PhiloxEngine(ulong seed) : RandomEngine
{
    private ulong _seed = seed, _offset;

    public override ulong InitialSeed => _seed;

    public override void Seed(ulong seed) => (_seed, _offset) = (seed, 0);

    /// <summary>The key and the number of the next draw.</summary>
    public (long Key, long Draw) Next()
    {
        ulong draw = _offset;
        // A multiple of four, as PyTorch's states have it.
        _offset += 4;
        return unchecked(((long)_seed, (long)draw));
    }

    /// <summary>Seed and offset, 8 bytes each: the layout of PyTorch's CUDA generators.</summary>
    public override byte[] GetState()
    {
        var state = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(state, _seed);
        BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(8), _offset);
        return state;
    }

    public override void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != 16) throw new ArgumentException($"RNG state is wrong size: expected 16 bytes of a cuda generator, got {state.Length}");
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(state[8..]);
        if (offset % 4 != 0) throw new ArgumentException($"RNG state of a cuda generator: the offset must be a multiple of 4, got {offset}");
        (_seed, _offset) = (BinaryPrimitives.ReadUInt64LittleEndian(state), offset);
    }

    public override RandomEngine Clone() => new PhiloxEngine(_seed) { _offset = _offset };
}
