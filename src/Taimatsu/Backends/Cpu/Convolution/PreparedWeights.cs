namespace Taimatsu.Backends.Cpu;

/// <summary>
/// A weight as a kernel wants it (packed, transformed), kept beside the weight's storage while its contents stand. It is made when a kernel asks a second time for the same contents: a
/// training step changes them between two uses, and keeps nothing.
/// </summary>
internal sealed class PreparedWeights
{
    /// <summary>The kinds of prepared weights: packed in panels of result channels, and transformed for Winograd's products.</summary>
    public const int Packed = 1, Transformed = 2;

    private readonly long _changes, _offset, _length;
    private readonly Layout _layout;
    private readonly int _kind;
    private volatile NativeBlock? _ready;

    private PreparedWeights(in Operand weight, int kind, long length)
    {
        (_changes, _offset, _layout) = (weight.Storage.Changes, weight.Offset, weight.Layout);
        (_kind, _length) = (kind, length);
    }

    /// <summary>
    /// The weight in the wanted form, or null if it has to be prepared now: then <paramref name="owner"/>, if there is one, gets it by <see cref="Keep"/> once it is filled.
    /// The block must be kept reachable while it is used.
    /// </summary>
    /// <param name="weight">The weight; default if nothing is to be kept.</param>
    /// <param name="kind">Which form is wanted; the kernel's own number.</param>
    /// <param name="length">The form's length in bytes.</param>
    /// <param name="owner">What keeps the form, if it is worth keeping.</param>
    public static NativeBlock? Find(in Operand weight, int kind, long length, out PreparedWeights? owner)
    {
        owner = null;
        long changes = weight.Storage?.Changes ?? -1;
        if (changes < 0) return null;
        if (weight.Storage!.Derived is PreparedWeights known && known.Fits(weight, kind, length, changes))
        {
            if (known._ready is { } block) return block;
            owner = known;
        }
        else weight.Storage.Derived = new PreparedWeights(weight, kind, length);
        return null;
    }

    /// <summary>Keeps what was prepared.</summary>
    public void Keep(NativeBlock block) => _ready = block;

    private bool Fits(in Operand weight, int kind, long length, long changes)
        => changes == _changes && weight.Offset == _offset && kind == _kind && length == _length && weight.Layout.IsContiguous && weight.Layout.SameSizes(_layout);
}
