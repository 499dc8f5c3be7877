using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Gradients of max pooling: values go to, or come from, their places in a plane.</summary>
internal unsafe struct PlanePlaces<T, TIndex> : IRangeBody where T : unmanaged where TIndex : unmanaged
{
    public T* Plane, Values;
    public TIndex* Indices;
    public long PlaneLength, ValueLength;
    public bool Scatter;

    /// <summary>Of windows of 2x2 with stride 2 that cover the plane: its width; else 0.</summary>
    public int HalvedWidth;

    public readonly void Run(long begin, long end)
    {
        for (long p = begin; p < end; p++)
        {
            T* plane = Plane + p * PlaneLength, values = Values + p * ValueLength;
            TIndex* indices = Indices + p * ValueLength;
            if (!Scatter) Gather(plane, values, indices);
            else if (typeof(T) == typeof(float) && HalvedWidth >= 2 * MaxPoolVector.Few && PlaneLength <= int.MaxValue && MaxPoolVector.IsSupported) Spread((float*)plane, (float*)values, indices);
            else Add(plane, values, indices);
        }
    }

    private readonly void Spread(float* plane, float* values, TIndex* indices)
    {
        int width = HalvedWidth, count = width / 2;
        for (long at = 0, row = 0; at < ValueLength; at += count, row += 2 * width)
        {
            if (count >= MaxPoolVector.Lanes) MaxPoolVector.Spread(plane + row, plane + row + width, width, (int)row, values + at, indices + at, count);
            else MaxPoolVector.SpreadFew(plane + row, plane + row + width, width, (int)row, values + at, indices + at, count);
        }
    }

    private readonly void Add(T* plane, T* values, TIndex* indices)
    {
        new Span<T>(plane, checked((int)PlaneLength)).Clear();
        for (long i = 0; i < ValueLength; i++)
        {
            long at = Place(indices[i]);
            plane[at] = WeightGradientKernel<T>.Add(plane[at], values[i]);
        }
    }

    private readonly void Gather(T* plane, T* values, TIndex* indices)
    {
        for (long i = 0; i < ValueLength; i++) values[i] = plane[Place(indices[i])];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Place(TIndex index) => typeof(TIndex) == typeof(int) ? Unsafe.BitCast<TIndex, int>(index) : Unsafe.BitCast<TIndex, long>(index);
}
