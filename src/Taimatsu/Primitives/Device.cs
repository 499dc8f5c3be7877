using System.Globalization;

namespace Taimatsu;

/// <summary>The kind of a device.</summary>
public enum DeviceType : sbyte
{
    /// <summary>The processor.</summary>
    CPU = 0,
    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,
    /// <summary>No memory at all: shapes and types only.</summary>
    META = 14,
}

/// <summary>Where a tensor's memory lies: a kind of device and its number.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.device"/>
public sealed class Device : IEquatable<Device>
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU, -1);

    /// <summary>Makes a device of a kind; an index of -1 means the current one of that kind.</summary>
    public Device(DeviceType type, int index = -1)
    {
        if (index < -1) throw new ArgumentException($"Device index must be -1 or non-negative, got {index}");
        this.type = type;
        this.index = index;
    }

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    public Device(string description)
    {
        string[] parts = description.Split(':');
        type = parts[0] switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "meta" => DeviceType.META,
            _ => throw new ArgumentException($"Expected one of cpu, cuda, meta device type at start of device string: {description}"),
        };
        int number = -1;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)))
            throw new ArgumentException($"Invalid device string: '{description}'");
        index = number;
    }

    /// <summary>The kind of device.</summary>
    public DeviceType type { get; }

    /// <summary>The device's number, or -1 for the current one.</summary>
    public int index { get; }

    /// <summary>Reads a device's name: see <see cref="Device(string)"/>.</summary>
    public static implicit operator Device(string description) => description == "cpu" ? CPU : new(description);

    /// <summary>The current device of a kind.</summary>
    public static implicit operator Device(DeviceType type) => type == DeviceType.CPU ? CPU : new(type);

    /// <summary>Equal if kind and number are; the current device (-1) of a kind counts as number 0.</summary>
    public bool Equals(Device? other) => other is not null && type == other.type && Math.Max(index, 0) == Math.Max(other.index, 0);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Device);

    /// <inheritdoc/>
    public override int GetHashCode() => ((int)type << 8) ^ Math.Max(index, 0);

    /// <summary>Compares kind and number.</summary>
    public static bool operator ==(Device? left, Device? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares kind and number.</summary>
    public static bool operator !=(Device? left, Device? right) => !(left == right);

    /// <summary>The text that PyTorch prints: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public override string ToString()
    {
        string name = type switch { DeviceType.CPU => "cpu", DeviceType.CUDA => "cuda", _ => "meta" };
        return index < 0 ? name : $"{name}:{index}";
    }
}
