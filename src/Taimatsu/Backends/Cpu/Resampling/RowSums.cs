using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Weighted sums of the rows of planes, of any number of rows each.</summary>
internal unsafe struct RowSums<T> where T : unmanaged
{
    public T* SourceEnd;
    public long Height, Width, OutHeight;
    public int* Starts, Places;
    public double* Weights;

    /// <summary>The number of rows that each sum has; 0 if they differ.</summary>
    public int Uniform;

    /// <summary>How much of a row will be read.</summary>
    public int Reach;

    /// <summary>So many sums from the plane's row y on, through the following planes: where each lies, in its line if it had to be made.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<V>(T** rows, int count, T* plane, long y, T* lines, long pitch) where V : struct, ISimd<V, T>
    {
        long height = OutHeight, area = Height * Width;
        for (int i = 0; i < count; i++, lines += pitch)
        {
            rows[i] = lines;
            if (Uniform == 2) Two<V>(plane, y, lines);
            else
            {
                int first = Starts[y], end = Starts[y + 1];
                if (end - first == 1 && Weights == null && plane + Places[first] * Width + Reach <= SourceEnd) rows[i] = plane + Places[first] * Width;
                else if (end == first) BlockFill.Run(lines, default(T), Width);
                else Many<V>(plane, first, end, lines);
            }
            if (++y < height) continue;
            y = 0;
            plane += area;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Two<V>(T* plane, long y, T* line) where V : struct, ISimd<V, T>
    {
        long width = Width;
        T* a = plane + Places[2 * y] * width, b = plane + Places[2 * y + 1] * width;
        V weightA = V.One, weightB = V.One;
        if (Weights != null) (weightA, weightB) = (V.Create(Weights[2 * y]), V.Create(Weights[2 * y + 1]));
        if (width < V.Count)
        {
            PartialVector.Store<V, T>(V.MultiplyAdd(PartialVector.Load<V, T>(b, width), weightB, PartialVector.Load<V, T>(a, width) * weightA), line, width);
            return;
        }
        for (long x = 0; ; x += V.Count)
        {
            // The last vector overlaps those before.
            if (x > width - V.Count) x = width - V.Count;
            V.Store(V.MultiplyAdd(V.Load(b + x), weightB, V.Load(a + x) * weightA), line + x);
            if (x == width - V.Count) return;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void Many<V>(T* plane, int first, int end, T* line) where V : struct, ISimd<V, T>
    {
        long x = 0, width = Width;
        for (; x <= width - 4 * V.Count; x += 4 * V.Count)
        {
            V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
            for (int k = first; k < end; k++)
            {
                T* row = plane + Places[k] * width + x;
                var weight = Weights == null ? V.One : V.Create(Weights[k]);
                a = V.MultiplyAdd(V.Load(row), weight, a);
                b = V.MultiplyAdd(V.Load(row + V.Count), weight, b);
                c = V.MultiplyAdd(V.Load(row + 2 * V.Count), weight, c);
                d = V.MultiplyAdd(V.Load(row + 3 * V.Count), weight, d);
            }
            V.Store(a, line + x);
            V.Store(b, line + x + V.Count);
            V.Store(c, line + x + 2 * V.Count);
            V.Store(d, line + x + 3 * V.Count);
        }
        if (width < V.Count)
        {
            var rest = V.Zero;
            for (int k = first; k < end; k++) rest = V.MultiplyAdd(PartialVector.Load<V, T>(plane + Places[k] * width, width), Weights == null ? V.One : V.Create(Weights[k]), rest);
            PartialVector.Store<V, T>(rest, line, width);
            return;
        }
        for (; x < width; x += V.Count)
        {
            if (x > width - V.Count) x = width - V.Count;
            var sum = V.Zero;
            for (int k = first; k < end; k++) sum = V.MultiplyAdd(V.Load(plane + Places[k] * width + x), Weights == null ? V.One : V.Create(Weights[k]), sum);
            V.Store(sum, line + x);
        }
    }
}
