namespace Taimatsu.Backends;

/// <summary>
/// A reduction: elements are mapped, combined in any order, and the combination is finished. One body serves every width and element type.
/// No method of an instance has a default: the compiler would call it, through a table, for every vector.
/// </summary>
internal interface IReduceOp
{
    /// <summary>PyTorch's name.</summary>
    static abstract string Name { get; }

    /// <summary><see cref="Domain.FloatingOnly"/>, or <see cref="Domain.Any"/> for int64 as well.</summary>
    static virtual Domain Domain => Domain.FloatingOnly;

    /// <summary>True if it also runs on the integers below int64 without widening them: maxima do, sums would overflow.</summary>
    static virtual bool TakesSmallIntegers => false;

    /// <summary>True if <see cref="Map"/> takes long, as an exponential does: such bodies are not written out for several vectors at a time.</summary>
    static virtual bool MapsAtLength => false;

    /// <summary>True if there are no parameters, so that one descriptor serves all calls.</summary>
    static virtual bool IsPlain => false;

    /// <summary>The value that changes nothing when combined.</summary>
    V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged;

    /// <summary>An element as it is combined; the centre is the number that was given for the element's result, else 0.</summary>
    V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged;

    /// <summary>Two combinations as one.</summary>
    V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged;

    /// <summary>The result of the combination of all.</summary>
    V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged;
}

/// <summary>A reduction as a backend receives it: visit it to get at its body.</summary>
internal abstract class ReduceOp
{
    public abstract string Name { get; }
    public abstract void Accept<TVisitor>(scoped ref TVisitor visitor) where TVisitor : struct, IReduceVisitor, allows ref struct;
}

/// <inheritdoc cref="ReduceOp"/>
internal sealed class ReduceOp<TOp>(TOp op) : ReduceOp where TOp : struct, IReduceOp
{
    /// <summary>The reduction without parameters.</summary>
    public static readonly ReduceOp<TOp> Default = new(default);

    public override string Name => TOp.Name;
    public override void Accept<TVisitor>(scoped ref TVisitor visitor) => visitor.Visit(op);
}

internal interface IReduceVisitor
{
    void Visit<TOp>(TOp op) where TOp : struct, IReduceOp;
}

/// <summary>The ends of an element type: infinities for floats.</summary>
internal static class Bounds<T> where T : unmanaged
{
    public static readonly T Lowest = Get(lowest: true), Highest = Get(lowest: false);

    private static T Get(bool lowest)
    {
        object value = default(T) switch
        {
            float => (object)(lowest ? float.NegativeInfinity : float.PositiveInfinity),
            double => (object)(lowest ? double.NegativeInfinity : double.PositiveInfinity),
            long => (object)(lowest ? long.MinValue : long.MaxValue),
            int => (object)(lowest ? int.MinValue : int.MaxValue),
            short => (object)(lowest ? short.MinValue : short.MaxValue),
            sbyte => (object)(lowest ? sbyte.MinValue : sbyte.MaxValue),
            byte => (object)(lowest ? byte.MinValue : byte.MaxValue),
            _ => throw new ArgumentException($"no bounds for {typeof(T)}"),
        };
        return (T)value;
    }
}
