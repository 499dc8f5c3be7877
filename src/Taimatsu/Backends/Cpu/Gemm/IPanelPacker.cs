namespace Taimatsu.Backends.Cpu;

/// <summary>
/// One operand of a matrix product, as the blocked loop sees it: something that can write its panels. For the left operand the index is the row of A, for
/// the right one the column of B; the depth is the dimension summed over. A convolution supplies its own and so packs straight from the image.
/// </summary>
internal unsafe interface IPanelPacker<T>
    where T : unmanaged
{
    /// <summary>
    /// destination[p * width + i] = operand(first + i, depthStart + p) for i below <paramref name="count"/>, and zero for i from count to
    /// <paramref name="width"/>; p runs to <paramref name="depthCount"/>. Called from several threads, each for panels of its own.
    /// </summary>
    void Pack(T* destination, int width, long first, int count, long depthStart, long depthCount);

    /// <summary>Whether neighbouring indices are neighbours in memory, so that kernels may read the operand in place: element (i, p) is origin[i + p * depthStride].</summary>
    bool TryGetRows(out T* origin, out long depthStride);
}
