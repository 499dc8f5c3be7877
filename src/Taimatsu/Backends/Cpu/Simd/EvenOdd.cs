using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Floats at even and at odd places of a run, as two vectors, and back: what windows with a stride of two need. Takes AVX2.</summary>
internal static unsafe class EvenOdd
{
    /// <summary>Sixteen neighbours as the eight at even and the eight at odd places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Even, Vector256<float> Odd) Split(float* x)
    {
        var (even, odd) = SplitMixed(x);
        return (Order(even), Order(odd));
    }

    /// <summary>The same in an order of lanes that <see cref="Order"/> sets right: sums are put in order once instead of term by term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Even, Vector256<float> Odd) SplitMixed(float* x)
    {
        Vector256<float> low = Vector256.Load(x), high = Vector256.Load(x + 8);
        return (Avx.Shuffle(low, high, 0b10_00_10_00), Avx.Shuffle(low, high, 0b11_01_11_01));
    }

    /// <summary>Eight neighbours as the four at even and the four at odd places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> Even, Vector128<float> Odd) SplitFew(float* x)
    {
        Vector128<float> low = Vector128.Load(x), high = Vector128.Load(x + 4);
        return (Sse.Shuffle(low, high, 0b10_00_10_00), Sse.Shuffle(low, high, 0b11_01_11_01));
    }

    /// <summary>Of fifteen neighbours, and one more that is read, the eight at even places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Even(float* x) => Order(Avx.Shuffle(Vector256.Load(x), Vector256.Load(x + 8), 0b10_00_10_00));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Order(Vector256<float> mixed) => Avx2.Permute4x64(mixed.AsDouble(), 0b11_01_10_00).AsSingle();

    /// <summary>Two vectors as sixteen neighbours: those before the eighth, and the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) Join(Vector256<float> even, Vector256<float> odd)
    {
        Vector256<float> low = Avx.UnpackLow(even, odd), high = Avx.UnpackHigh(even, odd);
        return (Avx.Permute2x128(low, high, 0x20), Avx.Permute2x128(low, high, 0x31));
    }
}
