using System.Runtime.CompilerServices;

namespace Taimatsu;

/// <summary>
/// Whose memory a tensor gives back when it is disposed. What an operator makes has its memory to itself; a view, and whatever else looks into memory that another tensor
/// made, borrows it and leaves it alone. Operators that reach their result by views of memory of their own would lend it to nobody: their faces settle that.
/// </summary>
public partial class Tensor
{
    private ushort _again; // how often this very tensor was returned to callers who may dispose it, besides the first time

    /// <summary>
    /// Gives this tensor's memory back at once; whatever still looks into it throws from then on. Never needed: memory that nothing refers to comes back by itself.
    /// A tensor that looks into memory which another one made (a view, as <c>x.t()</c> and <c>x[0]</c> are, <see cref="detach"/> and <see cref="data"/>) leaves it alone:
    /// <c>using var turned = x.t()</c> does no harm to x. Neither does <c>using var same = x.contiguous()</c>, or <c>x.to(…)</c> where there is nothing to do: those return x itself,
    /// which has been given out once more then and gives its memory back when it was disposed once more.
    /// </summary>
    public void Dispose()
    {
        if (!Borrows && !_storage.IsCommon && !WasGivenOut()) _storage.Free();
    }

    /// <summary>True if it looks into memory that another tensor gives back.</summary>
    internal bool Borrows
    {
        get => (_flags & TensorFlags.Borrows) != 0;
        set => _flags = value ? _flags | TensorFlags.Borrows : _flags & ~TensorFlags.Borrows;
    }

    /// <summary>True if it looks into memory that another tensor than the operand gives back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool BorrowsElsewhere(Tensor operand) => Borrows && !ReferenceEquals(_storage, operand._storage);

    /// <summary>
    /// Of all results of an operator: one that looks into memory which no operand and no other result has is the only tensor that anybody will know of it, and gives it
    /// back when it is disposed.
    /// </summary>
    internal static void Settle(ReadOnlySpan<Tensor?> results, ReadOnlySpan<Tensor?> operands)
    {
        for (int i = 0; i < results.Length; i++)
            if (results[i] is { Borrows: true } result && !result.SharesMemoryWithAny(operands) && !result.SharesMemoryWithAny(results[..i]) && !result.SharesMemoryWithAny(results[(i + 1)..]))
                result.Borrows = false;
    }

    /// <summary>The same of an operator's one result. A call of its own: spans in the forwarder would be cleared whether they are needed or not, which made a softmax of 2x2 take 89 instead of 81 ns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Settle(Tensor result, Tensor? a = null, Tensor? b = null, Tensor? c = null, Tensor? d = null, Tensor? e = null) => Settle([result], [a, b, c, d, e]);

    /// <summary>The result of an operator on this tensor; if it is this tensor itself, that is counted.</summary>
    internal Tensor GivenOut(Tensor result)
    {
        if (!ReferenceEquals(result, this)) return result;
        for (ushort count = _again; count < ushort.MaxValue;) // so often that nobody will ever dispose it as often
        {
            ushort found = Interlocked.CompareExchange(ref _again, (ushort)(count + 1), count);
            if (found == count) break;
            count = found;
        }
        return this;
    }

    // True if somebody else was given this tensor too.
    private bool WasGivenOut()
    {
        for (ushort count = _again; count > 0;)
        {
            if (count == ushort.MaxValue) return true;
            ushort found = Interlocked.CompareExchange(ref _again, (ushort)(count - 1), count);
            if (found == count) return true;
            count = found;
        }
        return false;
    }

    // Becomes another face of a tensor's memory, and the one that gives it back.
    private void TakeOver(Tensor source)
    {
        Borrows = source.Borrows;
        source.Borrows = true;
    }

    private bool SharesMemoryWithAny(ReadOnlySpan<Tensor?> others)
    {
        foreach (var other in others)
            if (other is not null && other._storage.SharesMemoryWith(_storage)) return true;
        return false;
    }
}
