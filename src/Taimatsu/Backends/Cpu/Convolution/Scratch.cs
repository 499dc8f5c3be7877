using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Working memory of a kernel, one block a thread, kept for the next call. Blocks are aligned to 64 bytes and live as long as their thread.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic] private static Scratch? t_current;
    private void* _pointer;
    private long _bytes;

    /// <summary>This thread's working memory of at least that many bytes; the contents are what the last kernel left.</summary>
    public static void* Get(long bytes)
    {
        var scratch = t_current ??= new Scratch();
        if (scratch._bytes < bytes)
        {
            NativeMemory.AlignedFree(scratch._pointer);
            scratch._pointer = null;
            scratch._bytes = 0;
            long rounded = Math.Max(bytes + bytes / 4, 64 * 1024);
            scratch._pointer = NativeMemory.AlignedAlloc((nuint)rounded, 64);
            scratch._bytes = rounded;
        }
        return scratch._pointer;
    }

    ~Scratch() => NativeMemory.AlignedFree(_pointer);
}
