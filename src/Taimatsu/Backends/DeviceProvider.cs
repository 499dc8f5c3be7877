namespace Taimatsu.Backends;

/// <summary>The devices of one kind that a package found.</summary>
internal abstract class DeviceProvider
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>False for an emulation, which counts as no device unless it is asked for by name.</summary>
    public virtual bool IsHardware => true;

    /// <summary>Why there are none; null if there are some.</summary>
    public abstract string? Problem { get; }

    /// <summary>A device's name as its maker calls it.</summary>
    public abstract string NameOf(int index);

    /// <summary>The backend of a device from 0 to <see cref="Count"/> - 1, always the same.</summary>
    public abstract Backend Get(int index);
}
