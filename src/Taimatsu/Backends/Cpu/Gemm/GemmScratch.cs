namespace Taimatsu.Backends.Cpu;

/// <summary>Working memory for packed panels, one block for each thread, kept and grown as needed. A thread's block goes back when the thread is gone.</summary>
internal static unsafe class GemmScratch
{
    [ThreadStatic]
    private static NativeBlock? block;

    [ThreadStatic]
    private static NativeBlock? sums;

    /// <summary>At least <paramref name="elements"/> elements, valid until this thread's next call.</summary>
    public static T* Get<T>(long elements)
        where T : unmanaged => Get<T>(ref block, elements);

    /// <summary>The same in a block of its own, for sums that outlast the packing of panels.</summary>
    public static T* GetSums<T>(long elements)
        where T : unmanaged => Get<T>(ref sums, elements);

    /// <summary>A matrix of any strides, row after row in this thread's block.</summary>
    public static T* Copy<T>(long rows, long columns, T* matrix, long rowStride, long columnStride)
        where T : unmanaged
    {
        T* copy = Get<T>(rows * columns);
        for (long i = 0; i < rows; i++)
            for (long j = 0; j < columns; j++) copy[i * columns + j] = matrix[i * rowStride + j * columnStride];
        return copy;
    }

    private static T* Get<T>(ref NativeBlock? block, long elements)
        where T : unmanaged
    {
        long bytes = checked(elements * sizeof(T));
        NativeBlock? present = block;
        if (present is null || present.ByteLength < bytes)
        {
            present?.Free();
            block = present = NativeBlock.Rent(Math.Max(bytes, 64 << 10));
        }
        return (T*)present.Pointer;
    }
}
