namespace Taimatsu.Backends;

/// <summary>A device's source of random bits: what a generator owns and random kernels draw from. Not thread-safe; the generator locks.</summary>
internal abstract class RandomEngine
{
    /// <summary>The seed that the sequence started from.</summary>
    public abstract ulong InitialSeed { get; }

    /// <summary>Starts the sequence of a seed.</summary>
    public abstract void Seed(ulong seed);

    /// <summary>Everything that the next draws depend on, in PyTorch's layout.</summary>
    public abstract byte[] GetState();

    /// <summary>Goes on from a state.</summary>
    /// <exception cref="ArgumentException">It is not a state of this kind of engine.</exception>
    public abstract void SetState(ReadOnlySpan<byte> state);

    /// <summary>An engine of its own that will draw the same.</summary>
    public abstract RandomEngine Clone();
}
