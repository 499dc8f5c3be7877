using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>The result channels of a convolution, cut into panels of one or two vectors.</summary>
internal readonly unsafe struct ChannelPanels<T, V>(int channels) where T : unmanaged where V : struct, ISimd<V, T>
{
    public readonly int Channels = channels;

    /// <summary>The channels of every panel but perhaps the last.</summary>
    public static int Width => PointKernel<T, V>.MostVectors * V.Count;

    public int Count => (Channels + Width - 1) / Width;

    /// <summary>All channels, rounded up to whole vectors.</summary>
    public int Padded => (Channels + V.Count - 1) / V.Count * V.Count;

    /// <summary>The vectors of a panel.</summary>
    public int Vectors(int panel) => Math.Min(PointKernel<T, V>.MostVectors, (Channels - panel * Width + V.Count - 1) / V.Count);

    /// <summary>The channels of a panel.</summary>
    public int Size(int panel) => Math.Min(Width, Channels - panel * Width);

    /// <summary>Writes the planes of a panel's channels from points whose channels lie together.</summary>
    public static void Scatter(T* points, int pointStride, T* planes, int plane, int count, int channels)
    {
        if (plane == 1) Unsafe.CopyBlockUnaligned(planes, points, (uint)(channels * sizeof(T)));
        else if (sizeof(T) == sizeof(float) && BlockTranspose.IsSupported && count >= BlockTranspose.Side) BlockTranspose.Pack((float*)planes, plane, (float*)points, pointStride, count, channels);
        else PanelTranspose.Pack(planes, plane, points, pointStride, count, channels);
    }
}
