namespace Taimatsu.Modules;

/// <summary>What layers that put margins around their input share.</summary>
public abstract class PaddingLayer : Module<Tensor, Tensor>
{
    private readonly string _mode;
    private readonly double _value;

    private protected PaddingLayer(long[] padding, int dimensions, string mode, double value = 0)
    {
        if (padding.Length == 1) padding = [.. Enumerable.Repeat(padding[0], 2 * dimensions)];
        if (padding.Length != 2 * dimensions) throw new ArgumentException($"{GetType().Name}: expected one margin or {2 * dimensions}, got {padding.Length}");
        (this.padding, _mode, _value) = (padding, mode, value);
    }

    /// <summary>The margins: before and after, the last dimension's first.</summary>
    public Size padding { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torch.nn.functional.pad(input, padding, _mode, _mode == "constant" ? _value : null);

    /// <inheritdoc/>
    public override string extra_repr() => $"({string.Join(", ", padding)})";
}

/// <summary>Puts margins of one value around the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html"/>
public sealed class ConstantPad1d(long[] padding, double value) : PaddingLayer(padding, 1, "constant", value)
{
    /// <summary>What the margins are filled with.</summary>
    public double value { get; } = value;

    /// <inheritdoc/>
    public override string extra_repr() => $"padding={base.extra_repr()}, value={Scalar.PythonFloat(value)}";
}

/// <summary>Puts margins of one value around the last two dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html"/>
public sealed class ConstantPad2d(long[] padding, double value) : PaddingLayer(padding, 2, "constant", value)
{
    /// <summary>What the margins are filled with.</summary>
    public double value { get; } = value;

    /// <inheritdoc/>
    public override string extra_repr() => $"padding={base.extra_repr()}, value={Scalar.PythonFloat(value)}";
}

/// <summary>Puts margins of one value around the last three dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html"/>
public sealed class ConstantPad3d(long[] padding, double value) : PaddingLayer(padding, 3, "constant", value)
{
    /// <summary>What the margins are filled with.</summary>
    public double value { get; } = value;

    /// <inheritdoc/>
    public override string extra_repr() => $"padding={base.extra_repr()}, value={Scalar.PythonFloat(value)}";
}

/// <summary>Puts margins of zeros around the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html"/>
public sealed class ZeroPad1d(long[] padding) : PaddingLayer(padding, 1, "constant");

/// <summary>Puts margins of zeros around the last two dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html"/>
public sealed class ZeroPad2d(long[] padding) : PaddingLayer(padding, 2, "constant");

/// <summary>Puts margins of zeros around the last three dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html"/>
public sealed class ZeroPad3d(long[] padding) : PaddingLayer(padding, 3, "constant");

/// <summary>Puts margins that mirror the inside around the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html"/>
public sealed class ReflectionPad1d(long[] padding) : PaddingLayer(padding, 1, "reflect");

/// <summary>Puts margins that mirror the inside around the last two dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html"/>
public sealed class ReflectionPad2d(long[] padding) : PaddingLayer(padding, 2, "reflect");

/// <summary>Puts margins that mirror the inside around the last three dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html"/>
public sealed class ReflectionPad3d(long[] padding) : PaddingLayer(padding, 3, "reflect");

/// <summary>Puts margins that repeat the edge around the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html"/>
public sealed class ReplicationPad1d(long[] padding) : PaddingLayer(padding, 1, "replicate");

/// <summary>Puts margins that repeat the edge around the last two dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html"/>
public sealed class ReplicationPad2d(long[] padding) : PaddingLayer(padding, 2, "replicate");

/// <summary>Puts margins that repeat the edge around the last three dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html"/>
public sealed class ReplicationPad3d(long[] padding) : PaddingLayer(padding, 3, "replicate");

/// <summary>Puts margins that go on at the other end around the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html"/>
public sealed class CircularPad1d(long[] padding) : PaddingLayer(padding, 1, "circular");

/// <summary>Puts margins that go on at the other end around the last two dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html"/>
public sealed class CircularPad2d(long[] padding) : PaddingLayer(padding, 2, "circular");

/// <summary>Puts margins that go on at the other end around the last three dimensions.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html"/>
public sealed class CircularPad3d(long[] padding) : PaddingLayer(padding, 3, "circular");
