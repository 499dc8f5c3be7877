using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>What all threads of a group find out together. Groups are a power of two in size; every thread has to call, and every one gets the result.</summary>
internal static class GroupSums
{
    /// <summary>Elements of shared memory that suffice.</summary>
    public const int MostThreads = 256;

    public static V Sum<T, V>(ArrayView<T> shared, V value) where T : unmanaged where V : struct, ILane<V, T>
    {
        shared[Group.IdxX] = V.Sum(value);
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) shared[Group.IdxX] = V.Sum(V.Create(shared[Group.IdxX]) + V.Create(shared[Group.IdxX + half]));
            Group.Barrier();
        }
        V total = V.Create(shared[0]);
        Group.Barrier(); // before the next one writes there
        return total;
    }

    /// <summary>The largest; NaN if any is.</summary>
    public static V Max<T, V>(ArrayView<T> shared, V value) where T : unmanaged where V : struct, ILane<V, T>
    {
        shared[Group.IdxX] = V.Sum(value);
        Group.Barrier();
        for (int half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) shared[Group.IdxX] = V.Sum(V.Max(V.Create(shared[Group.IdxX]), V.Create(shared[Group.IdxX + half])));
            Group.Barrier();
        }
        V largest = V.Create(shared[0]);
        Group.Barrier();
        return largest;
    }
}
