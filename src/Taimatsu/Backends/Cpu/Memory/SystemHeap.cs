using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The C library's heap, from which blocks come.</summary>
internal static partial class SystemHeap
{
    private const long LargePage = 2L << 20;
    private const int AdviseLargePages = 14;

    private static volatile bool cannotTrim = !OperatingSystem.IsLinux(), cannotAdvise = !OperatingSystem.IsLinux();

    /// <summary>
    /// A block with arbitrary content. Long ones ask for pages of 2 MB where the system has them: walks across a matrix, and first touches, wait for 4 KB pages.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public static unsafe nint Allocate(long bytes, int alignment)
    {
        if (bytes < LargePage || cannotAdvise) return (nint)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)alignment);
        nint block = (nint)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)LargePage);
        try
        {
            // Advice: whether it is taken makes no difference but in time.
            _ = Advise(block, (nuint)(bytes & ~(LargePage - 1)), AdviseLargePages);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            cannotAdvise = true;
        }
        return block;
    }

    /// <summary>
    /// Gives pages that lie free within the heap back to the system. Linux's C library by itself returns only free memory at the heap's end, and after large
    /// blocks have come and gone it takes blocks of up to 32 MB from there; other systems need no reminder.
    /// </summary>
    public static void Trim()
    {
        if (cannotTrim) return;
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            cannotTrim = true; // a C library other than GNU's, which has no such function
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
