using System.Numerics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Whatever register the runtime offers, through <see cref="Vector{T}"/>: the fallback for floating point, and the way of all integers, which wrap around.</summary>
internal readonly unsafe struct PortableOps<T> : IVectorOps<Vector<T>, T>
    where T : unmanaged
{
    public static int Count => Vector<T>.Count;

    public static Vector<T> Zero => Vector<T>.Zero;

    public static Vector<T> Load(T* source) => Vector.Load(source);

    public static Vector<T> LoadPartial(T* source, int count)
    {
        Vector<T> result = default;
        T* places = (T*)&result;
        for (int i = 0; i < count; i++) places[i] = source[i];
        return result;
    }

    public static void Store(T* destination, Vector<T> value) => Vector.Store(value, destination);

    public static void StorePartial(T* destination, Vector<T> value, int count)
    {
        T* places = (T*)&value;
        for (int i = 0; i < count; i++) destination[i] = places[i];
    }

    public static Vector<T> Broadcast(T* source) => new(*source);

    // Not fused: without the instruction a fused multiply-add is a call for each element.
    public static Vector<T> MultiplyAdd(Vector<T> a, Vector<T> b, Vector<T> c) => a * b + c;

    public static Vector<T> Add(Vector<T> a, Vector<T> b) => a + b;

    public static void StoreSums(T* destination, Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d)
    {
        destination[0] = Vector.Sum(a);
        destination[1] = Vector.Sum(b);
        destination[2] = Vector.Sum(c);
        destination[3] = Vector.Sum(d);
    }
}
