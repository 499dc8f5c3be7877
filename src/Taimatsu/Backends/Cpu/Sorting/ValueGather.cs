using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Writes a sorted line's values once its places are known.</summary>
internal unsafe struct ValueGather<T> : IRangeBody where T : unmanaged
{
    public T* Source, Values;
    public long* Indices;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        T* source = Source, values = Values;
        long* indices = Indices;
        long i = begin;
        for (; i + 4 <= end; i += 4)
        {
            T a = source[indices[i]], b = source[indices[i + 1]], c = source[indices[i + 2]], d = source[indices[i + 3]];
            values[i] = a;
            values[i + 1] = b;
            values[i + 2] = c;
            values[i + 3] = d;
        }
        for (; i < end; i++) values[i] = source[indices[i]];
    }
}
