using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// An element's sort key with its place below it in one number, so that plain numbers sort stably: ulong for keys of up to 32 bits (places of 32 bits),
/// UInt128 for others.
/// </summary>
internal static class Ranked
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TPacked Pack<TPacked>(ulong key, long place) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? Unsafe.BitCast<ulong, TPacked>((key << 32) | (uint)place) : Unsafe.BitCast<UInt128, TPacked>(new UInt128(key, (ulong)place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key<TPacked>(TPacked packed) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? Unsafe.BitCast<TPacked, ulong>(packed) >> 32 : (ulong)(Unsafe.BitCast<TPacked, UInt128>(packed) >> 64);

    /// <summary>The key without so many of its lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeyFrom<TPacked>(TPacked packed, int bit) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? Unsafe.BitCast<TPacked, ulong>(packed) >> (bit + 32) : Key(packed) >> bit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Place<TPacked>(TPacked packed) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? (uint)Unsafe.BitCast<TPacked, ulong>(packed) : (long)(ulong)Unsafe.BitCast<TPacked, UInt128>(packed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less<TPacked>(TPacked a, TPacked b) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? Unsafe.BitCast<TPacked, ulong>(a) < Unsafe.BitCast<TPacked, ulong>(b) : Unsafe.BitCast<TPacked, UInt128>(a) < Unsafe.BitCast<TPacked, UInt128>(b);
}
