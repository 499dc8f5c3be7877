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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Place<TPacked>(TPacked packed) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? (uint)Unsafe.BitCast<TPacked, ulong>(packed) : (long)(ulong)Unsafe.BitCast<TPacked, UInt128>(packed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less<TPacked>(TPacked a, TPacked b) where TPacked : unmanaged
        => typeof(TPacked) == typeof(ulong) ? Unsafe.BitCast<TPacked, ulong>(a) < Unsafe.BitCast<TPacked, ulong>(b) : Unsafe.BitCast<TPacked, UInt128>(a) < Unsafe.BitCast<TPacked, UInt128>(b);
}

/// <summary>Unsigned numbers in the order of an element type: NaN last, both zeros equal.</summary>
internal static class SortKey
{
    public static int Bits<T>() where T : unmanaged => Unsafe.SizeOf<T>() * 8;

    public static ulong Mask<T>() where T : unmanaged => ulong.MaxValue >> (64 - Bits<T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            float x = Unsafe.BitCast<T, float>(value) + 0f; // -0 becomes 0
            int bits = BitConverter.SingleToInt32Bits(x);
            return float.IsNaN(x) ? uint.MaxValue : (uint)bits ^ ((uint)(bits >> 31) | 0x8000_0000u);
        }
        if (typeof(T) == typeof(double))
        {
            double x = Unsafe.BitCast<T, double>(value) + 0d;
            long bits = BitConverter.DoubleToInt64Bits(x);
            return double.IsNaN(x) ? ulong.MaxValue : (ulong)bits ^ ((ulong)(bits >> 63) | 0x8000_0000_0000_0000ul);
        }
        if (typeof(T) == typeof(Half)) return Of16(Unsafe.BitCast<T, ushort>(value), 0x7C00);
        if (typeof(T) == typeof(BFloat16)) return Of16(Unsafe.BitCast<T, ushort>(value), 0x7F80);
        if (typeof(T) == typeof(long)) return Unsafe.BitCast<T, ulong>(value) ^ 0x8000_0000_0000_0000ul;
        if (typeof(T) == typeof(int)) return Unsafe.BitCast<T, uint>(value) ^ 0x8000_0000u;
        if (typeof(T) == typeof(short)) return (ushort)(Unsafe.BitCast<T, ushort>(value) ^ 0x8000u);
        if (typeof(T) == typeof(sbyte)) return (byte)(Unsafe.BitCast<T, byte>(value) ^ 0x80u);
        return Unsafe.BitCast<T, byte>(value);
    }

    /// <summary>True if a key stands for an element that it does not determine: a zero has two signs, NaN many bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAmbiguous<T>(ulong key) where T : unmanaged => IsFloat<T>() && (key == 1ul << (Bits<T>() - 1) || key == Mask<T>());

    /// <summary>True for the key of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNaN<T>(ulong key) where T : unmanaged => IsFloat<T>() && key == Mask<T>();

    /// <summary>The element of a key that is not ambiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Value<T>(ulong key) where T : unmanaged
    {
        ulong sign = 1ul << (Bits<T>() - 1);
        if (IsFloat<T>()) key = (key & sign) != 0 ? key ^ sign : ~key;
        else if (typeof(T) != typeof(byte) && typeof(T) != typeof(bool)) key ^= sign;
        if (Unsafe.SizeOf<T>() == 8) return Unsafe.BitCast<ulong, T>(key);
        if (Unsafe.SizeOf<T>() == 4) return Unsafe.BitCast<uint, T>((uint)key);
        if (Unsafe.SizeOf<T>() == 2) return Unsafe.BitCast<ushort, T>((ushort)key);
        return Unsafe.BitCast<byte, T>((byte)key);
    }

    private static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16);

    private static ulong Of16(ushort bits, int infinity)
    {
        if ((bits & 0x7FFF) > infinity) return ushort.MaxValue;
        if (bits == 0x8000) bits = 0;
        return (ushort)(bits ^ ((bits & 0x8000) != 0 ? 0xFFFF : 0x8000));
    }
}
