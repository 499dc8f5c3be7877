using System.Security.Cryptography;
using Taimatsu.Backends;

namespace Taimatsu;

/// <summary>A source of random numbers: for the processor the same numbers, bit for bit, that PyTorch draws from the same seed.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html"/>
public sealed class Generator
{
    private const ulong DefaultSeed = 67280421310721;

    private Generator(RandomEngine engine, Device device)
    {
        Engine = engine;
        this.device = device;
    }

    /// <summary>A generator of a device that starts from PyTorch's default seed.</summary>
    /// <exception cref="InvalidOperationException">No backend of that device is loaded.</exception>
    public Generator(Device? device = null) : this(DefaultSeed, device) { }

    /// <summary>A generator of a device that starts from a seed.</summary>
    /// <exception cref="InvalidOperationException">No backend of that device is loaded.</exception>
    public Generator(ulong seed, Device? device = null)
    {
        this.device = device ?? Device.CPU;
        Engine = BackendRegistry.Of(this.device).CreateRandomEngine(seed);
    }

    /// <summary>The processor's generator that operators draw from when they are given none.</summary>
    public static Generator Default { get; } = new();

    /// <summary>The device whose tensors it fills.</summary>
    public Device device { get; }

    /// <summary>The bits' source. Whoever draws holds <see cref="Gate"/>.</summary>
    internal RandomEngine Engine { get; }

    /// <summary>The lock that one operator holds while it draws all of its numbers.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Starts the sequence of a seed again; returns this generator.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.manual_seed"/>
    public Generator manual_seed(long seed)
    {
        lock (Gate) Engine.Seed(unchecked((ulong)seed));
        return this;
    }

    /// <summary>Starts from an unpredictable seed, and returns it.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.seed"/>
    public long seed()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        long seed = BitConverter.ToInt64(bytes) & ((1L << 53) - 1);
        manual_seed(seed);
        return seed;
    }

    /// <summary>The seed that the sequence started from.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.initial_seed"/>
    public long initial_seed()
    {
        lock (Gate) return unchecked((long)Engine.InitialSeed);
    }

    /// <summary>A generator of its own that will draw the same numbers.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.clone_state"/>
    public Generator clone()
    {
        lock (Gate) return new(Engine.Clone(), device);
    }

    /// <summary>Everything that the next draws depend on, as a uint8 tensor of 5056 bytes.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.get_state"/>
    public Tensor get_state() => torch.tensor(GetStateBytes());

    /// <summary>Goes on from a state that <see cref="get_state"/> gave, here or in PyTorch.</summary>
    /// <exception cref="ArgumentException">It is not such a state.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.set_state"/>
    public void set_state(Tensor new_state)
    {
        if (new_state.dtype != ScalarType.Byte) throw new ArgumentException($"RNG state must be a torch.ByteTensor, got {new_state.dtype.PyTorchName()}");
        SetStateBytes(new_state.ToFlatArray<byte>());
    }

    internal byte[] GetStateBytes()
    {
        lock (Gate) return Engine.GetState();
    }

    internal void SetStateBytes(ReadOnlySpan<byte> state)
    {
        lock (Gate) Engine.SetState(state);
    }
}
