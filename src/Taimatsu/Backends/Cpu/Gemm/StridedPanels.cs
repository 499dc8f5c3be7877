using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>An operand in memory with any strides, which may be zero or negative.</summary>
internal readonly unsafe struct StridedPanels<T>(T* pointer, long indexStride, long depthStride) : IPanelPacker<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    public bool TryGetRows(out T* origin, out long rowStride)
    {
        origin = pointer;
        rowStride = depthStride;
        return indexStride == 1;
    }

    /// <inheritdoc/>
    public void Pack(T* destination, int width, long first, int count, long depthStart, long depthCount)
    {
        T* source = pointer + first * indexStride + depthStart * depthStride;
        if (indexStride == 1)
            PackRows(destination, width, source, count, depthCount);
        else if (depthStride == 1)
            PanelTranspose.Pack(destination, width, source, indexStride, count, depthCount);
        else
            PackAny(destination, width, source, count, depthCount);
        if (count < width && indexStride != 1) ClearRest(destination, width, count, depthCount);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRows(T* destination, int width, T* source, int count, long depthCount)
    {
        for (long p = 0; p < depthCount; p++)
        {
            var row = new Span<T>(destination, width);
            new ReadOnlySpan<T>(source, count).CopyTo(row);
            row[count..].Clear();
            destination += width;
            source += depthStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackAny(T* destination, int width, T* source, int count, long depthCount)
    {
        for (long p = 0; p < depthCount; p++)
        {
            for (int i = 0; i < count; i++) destination[i] = source[i * indexStride];
            destination += width;
            source += depthStride;
        }
    }

    private static void ClearRest(T* destination, int width, int count, long depthCount)
    {
        for (long p = 0; p < depthCount; p++) new Span<T>(destination + p * width + count, width - count).Clear();
    }
}
