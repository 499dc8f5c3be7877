using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The C library's heap, from which blocks come.</summary>
internal static partial class SystemHeap
{
    private static volatile bool cannotTrim = !OperatingSystem.IsLinux();

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

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
