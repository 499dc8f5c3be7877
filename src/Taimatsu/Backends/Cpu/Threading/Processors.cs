using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Where threads run. Known on Linux, which at times wakes a thread on its waker's processor although another one is idle, and leaves both there for many milliseconds.</summary>
internal static unsafe partial class Processors
{
    private const int MaskWords = 128; // 8192 processors

    private static readonly bool AreKnown = OperatingSystem.IsLinux() && LibraryKnows();

    /// <summary>The processor that this thread runs on, or -1.</summary>
    public static int Current => AreKnown ? GetCurrent() : -1;

    /// <summary>Moves this thread to another processor that it may run on, if there is one; then it is free to move again.</summary>
    public static void Leave(int processor)
    {
        if (!AreKnown || processor < 0) return;
        ulong* allowed = stackalloc ulong[MaskWords], others = stackalloc ulong[MaskWords];
        new Span<ulong>(allowed, MaskWords).Clear();
        if (processor >= MaskWords * 64 || GetAffinity(0, MaskWords * sizeof(ulong), allowed) < 0) return;
        new Span<ulong>(allowed, MaskWords).CopyTo(new Span<ulong>(others, MaskWords));
        others[processor / 64] &= ~(1UL << (processor % 64));
        if (new Span<ulong>(others, MaskWords).IndexOfAnyExcept(0UL) < 0) return;
        if (SetAffinity(0, MaskWords * sizeof(ulong), others) == 0) SetAffinity(0, MaskWords * sizeof(ulong), allowed);
    }

    private static bool LibraryKnows()
    {
        try
        {
            ulong* mask = stackalloc ulong[MaskWords];
            return GetCurrent() >= 0 && GetAffinity(0, MaskWords * sizeof(ulong), mask) >= 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    private static partial int GetCurrent();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
