using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Packs a group's weights for the kernels whose lanes are result channels: [part, panel, tap, source channel, lane]. Seen from a forward convolution the
/// result channels are the weight's first dimension, from the gradient by the input the second.
/// </summary>
internal unsafe struct ChannelWeights<T, V> : IRangeBody where T : unmanaged where V : struct, ISimd<V, T>
{
    public T* Weights, Packed;
    public long ResultStride, SourceStride; // of the weights
    public int SourceChannels, Positions; // of the kernel
    public ChannelPanels<T, V> Panels;
    public WindowPart[] Parts;

    /// <summary>Packs all panels.</summary>
    public void Pack() => WorkerPool.For(Panels.Count, Math.Max(1, 16384 / Math.Max(1, (long)SourceChannels * Positions * ChannelPanels<T, V>.Width)), ref this);

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(long begin, long end)
    {
        T* block = (T*)Scratch.Get((long)Positions * ChannelPanels<T, V>.Width * sizeof(T));
        for (int panel = (int)begin; panel < end; panel++)
        {
            int vectors = Panels.Vectors(panel), width = vectors * V.Count, size = Panels.Size(panel);
            T* source = Weights + panel * ChannelPanels<T, V>.Width * ResultStride;
            if (size < width) new Span<T>(block, Positions * width).Clear();
            for (int c = 0; c < SourceChannels; c++, source += SourceStride)
            {
                if (Positions == 1 && ResultStride == 1) Unsafe.CopyBlockUnaligned(block, source, (uint)(size * sizeof(T)));
                else PanelTranspose.Pack(block, width, source, ResultStride, size, Positions);
                foreach (var part in Parts)
                {
                    T* target = Packed + part.Panel(panel, ChannelPanels<T, V>.Width, Panels.Padded) + c * width;
                    foreach (int position in part.Positions)
                    {
                        T* from = block + position * width;
                        V.Store(V.Load(from), target);
                        if (vectors > 1) V.Store(V.Load(from + V.Count), target + V.Count);
                        target += (long)SourceChannels * width;
                    }
                }
            }
        }
    }
}
