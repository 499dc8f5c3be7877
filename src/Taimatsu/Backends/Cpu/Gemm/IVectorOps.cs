namespace Taimatsu.Backends.Cpu;

/// <summary>What the matrix kernels need of a vector register <typeparamref name="V"/> holding elements <typeparamref name="T"/>, on one instruction level.</summary>
internal unsafe interface IVectorOps<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Elements in a register.</summary>
    static abstract int Count { get; }

    /// <summary>All elements zero.</summary>
    static abstract V Zero { get; }

    /// <summary>Loads a full register; no alignment is needed.</summary>
    static abstract V Load(T* source);

    /// <summary>Loads <paramref name="count"/> elements, fewer than a register holds, and reads no others; the rest is zero.</summary>
    static abstract V LoadPartial(T* source, int count);

    /// <summary>Stores a full register.</summary>
    static abstract void Store(T* destination, V value);

    /// <summary>Stores the first <paramref name="count"/> elements, fewer than a register holds, and writes no others.</summary>
    static abstract void StorePartial(T* destination, V value, int count);

    /// <summary>The element at <paramref name="source"/> in every place.</summary>
    static abstract V Broadcast(T* source);

    /// <summary>a * b + c, fused where the processor can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>a + b.</summary>
    static abstract V Add(V a, V b);

    /// <summary>Stores the sums of the elements of each of four registers, one after the other.</summary>
    static abstract void StoreSums(T* destination, V a, V b, V c, V d);
}
