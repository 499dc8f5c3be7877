using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>What a convolution does besides its sums: they begin with a bias for each result channel, and may be rectified before they leave the kernel.</summary>
internal readonly unsafe struct ConvolutionEpilogue<T>(T* bias, bool rectifies) where T : unmanaged
{
    /// <summary>An element for each result channel; null for none.</summary>
    public readonly T* Bias = bias;

    /// <summary>Results below zero become zero. NaN stays NaN.</summary>
    public readonly bool Rectifies = rectifies;

    /// <summary>The same for the channels from one on.</summary>
    public ConvolutionEpilogue<T> From(long channel) => new(Bias == null ? null : Bias + channel, Rectifies);
}

/// <summary>What happens to sums on their way from the registers. Kernels are specialised for it, so that plain ones are what they would be without.</summary>
internal interface IFinish
{
    /// <summary>The results of finished sums.</summary>
    static abstract V Of<V, T>(V sums) where V : struct, ISimd<V, T> where T : unmanaged;
}

/// <summary>Sums as they are.</summary>
internal readonly struct Plain : IFinish
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V sums) where V : struct, ISimd<V, T> where T : unmanaged => sums;
}

/// <summary>max(x, 0), by the operator's own comparison: the same bits.</summary>
internal readonly struct Rectified : IFinish
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V, T>(V sums) where V : struct, ISimd<V, T> where T : unmanaged => V.Select(V.LessOrEqual(sums, V.Zero), V.Zero, sums);
}
