using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        if (count < width) ClearRest(destination, width, count, depthCount);
        if (indexStride == 1)
            PackRows(destination, width, source, count, depthCount);
        else if (depthStride == 1)
            PanelTranspose.Pack(destination, width, source, indexStride, count, depthCount);
        else
            PackAny(destination, width, source, count, depthCount);
    }

    /// <summary>Copies short rows, for which a call of memmove each would take most of the time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRows(T* destination, int width, T* source, int count, long depthCount)
    {
        const int VectorBytes = 16;
        int bytes = count * sizeof(T);
        for (long p = 0; p < depthCount; p++)
        {
            byte* from = (byte*)source, to = (byte*)destination;
            if (bytes >= VectorBytes)
            {
                for (int b = 0; b < bytes - VectorBytes; b += VectorBytes) Vector128.Store(Vector128.Load(from + b), to + b);
                // The last piece overlaps the one before rather than leave a rest.
                Vector128.Store(Vector128.Load(from + bytes - VectorBytes), to + bytes - VectorBytes);
            }
            else
            {
                for (int i = 0; i < count; i++) destination[i] = source[i];
            }
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

    /// <summary>Zeroes the part of each step that the operand does not fill, in whole vectors, before it is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ClearRest(T* destination, int width, int count, long depthCount)
    {
        int step = Vector128<byte>.Count / sizeof(T);
        int start = count / step * step;
        for (long p = 0; p < depthCount; p++)
        {
            int i = start;
            for (; i <= width - step; i += step) Vector128.Store(Vector128<byte>.Zero, (byte*)(destination + i));
            for (; i < width; i++) destination[i] = default;
            destination += width;
        }
    }
}
