using System.Runtime.InteropServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Every native block that is out, beside a weak reference to its owner: memory whose owner was collected is found by looking through the table after a collection.
/// Finalizers would do the same, but each round of them costs two changes of thread, several times what a collection of the youngest generation takes.
/// </summary>
internal static class BlockTable
{
    private static readonly Lock Gate = new();
    private static Entry[] entries = new Entry[64];
    private static int count, free = -1;
    private static int[] young = new int[64];
    private static int youngCount;
    private static int sweptYoungest, sweptOlder;

    /// <summary>One block: a reference that is used again and again, the memory (0 in a free entry), the next free entry, and whether the list of the young names it.</summary>
    private struct Entry
    {
        public WeakGCHandle<NativeBlock> Owner;
        public nint Pointer;
        public long Capacity;
        public int Next;
        public bool IsYoung;
    }

    static BlockTable() => _ = new FullCollectionWatch();

    /// <summary>Notes a block; returns the number of its entry.</summary>
    public static int Add(NativeBlock owner, nint pointer, long capacity)
    {
        lock (Gate)
        {
            int slot = free;
            if (slot >= 0)
            {
                free = entries[slot].Next;
                entries[slot].Owner.SetTarget(owner);
            }
            else
            {
                if (count == entries.Length) Array.Resize(ref entries, count * 2);
                slot = count++;
                entries[slot].Owner = new WeakGCHandle<NativeBlock>(owner);
            }
            entries[slot].Pointer = pointer;
            entries[slot].Capacity = capacity;
            if (entries[slot].IsYoung) return slot;
            entries[slot].IsYoung = true;
            if (youngCount == young.Length) Array.Resize(ref young, youngCount * 2);
            young[youngCount++] = slot;
            return slot;
        }
    }

    /// <summary>Gives a living block's memory back to the cache.</summary>
    public static void Release(int slot)
    {
        lock (Gate) Return(slot);
    }

    /// <summary>Gives back what died in collections since the last look; true if there was one to look after.</summary>
    public static bool Sweep()
    {
        lock (Gate)
        {
            int youngest = GC.CollectionCount(0), older = GC.CollectionCount(1);
            if (youngest == sweptYoungest) return false;
            if (older != sweptOlder)
                for (int slot = 0; slot < count; slot++) ReturnIfDead(slot);
            // What survives a collection is old, and its death shows only in one of the older generations.
            for (int i = 0; i < youngCount; i++)
            {
                if (older == sweptOlder) ReturnIfDead(young[i]);
                entries[young[i]].IsYoung = false;
            }
            (youngCount, sweptYoungest, sweptOlder) = (0, youngest, older);
            return true;
        }
    }

    private static void ReturnIfDead(int slot)
    {
        if (entries[slot].Pointer != 0 && !entries[slot].Owner.TryGetTarget(out _)) Return(slot);
    }

    private static void Return(int slot)
    {
        ref var entry = ref entries[slot];
        NativeMemoryCache.Return(entry.Pointer, entry.Capacity);
        entry.Pointer = 0;
        entry.Next = free;
        free = slot;
    }

    /// <summary>Looks through the table after each full collection of the program's own, so that a program that stopped computing gives its memory back.</summary>
    private sealed class FullCollectionWatch
    {
        ~FullCollectionWatch()
        {
            if (Environment.HasShutdownStarted) return;
            Sweep();
            GC.ReRegisterForFinalize(this);
        }
    }
}
