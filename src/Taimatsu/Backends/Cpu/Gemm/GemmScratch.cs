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
