using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Asks for memory ahead of its use, where the processor by itself would not: it follows a walk along addresses, but not from one row to the next of a matrix. An address outside of all
/// memory does no harm. .NET offers the instruction for x86 only.
/// </summary>
internal static unsafe class Prefetch
{
    // What the processor does not fetch by itself once it sees where a run of addresses leads.
    private const long Asked = 512;

    /// <summary>Asks for so many bytes that lie anywhere: as many lines of them as the processor would not fetch by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(byte* start, long bytes)
    {
        if (!Sse.IsSupported) return;
        for (long line = 0; line < bytes && line < Asked; line += 64) Line(start + line);
    }

    /// <summary>Asks for the line of 64 bytes at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }
}
