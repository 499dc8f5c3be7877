using System.Collections;

namespace Taimatsu.Data;

/// <summary>One epoch on the caller's thread.</summary>
internal sealed class SerialLoading<TBatch>(IEnumerator<TBatch> batches, Func<TBatch, TBatch> place) : IEnumerator<TBatch>
{
    public TBatch Current { get; private set; } = default!;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        bool more = batches.MoveNext();
        Current = more ? place(batches.Current) : default!;
        return more;
    }

    public void Reset() => throw new NotSupportedException("An epoch cannot be rewound; start another one");

    public void Dispose() => batches.Dispose();
}
