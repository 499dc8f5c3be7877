namespace Taimatsu.Backends;

/// <summary>Images [N, C, H, W] whose channels lie next to each other, pixel after pixel: pictures as files have them, seen through a permutation.</summary>
internal static class ChannelsLast
{
    /// <summary>
    /// The elements from one pixel to the next, at least as many as channels; rows and images follow without gaps. 0 for any other layout, also for one that is contiguous.
    /// </summary>
    public static long PixelStride(Layout layout)
    {
        if (layout.IsContiguous || layout.Rank != 4) return 0;
        long[] sizes = layout.Sizes, strides = layout.Strides;
        long images = sizes[0], channels = sizes[1], height = sizes[2], width = sizes[3];
        // The strides of lengths of one mean nothing.
        long pixel = width > 1 ? strides[3] : height > 1 ? strides[2] : images > 1 ? strides[0] : channels;
        bool follow = (channels == 1 || strides[1] == 1) && (height == 1 || strides[2] == width * pixel) && (images == 1 || strides[0] == height * width * pixel);
        return follow && pixel >= channels ? pixel : 0;
    }
}
