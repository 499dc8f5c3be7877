using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>Unsigned numbers in the order of an element type: NaN last, both zeros equal. Loops are generic over it, one small type for each element type, so that all of it is inlined.</summary>
internal interface ISortKey<T> where T : unmanaged
{
    /// <summary>The bits of a key.</summary>
    static abstract int Bits { get; }

    /// <summary>The key of an element.</summary>
    static abstract ulong Of(T value);

    /// <summary>The element of a key that is not ambiguous.</summary>
    static abstract T Value(ulong key);

    /// <summary>True if a key stands for an element that it does not determine: a zero has two signs, NaN many bits.</summary>
    static abstract bool IsAmbiguous(ulong key);

    /// <summary>True for the key of NaN.</summary>
    static abstract bool IsNaN(ulong key);
}

/// <summary>What every type's keys share.</summary>
internal static class SortKeys
{
    /// <summary>The highest key; keys that differ from it in every bit are in the opposite order.</summary>
    public static ulong Mask<T, TKey>() where T : unmanaged where TKey : struct, ISortKey<T> => ulong.MaxValue >> (64 - TKey.Bits);
}

internal readonly struct SingleKey : ISortKey<float>
{
    private const ulong Sign = 1ul << 31;

    public static int Bits => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float value)
    {
        float x = value + 0f; // -0 becomes 0
        int bits = BitConverter.SingleToInt32Bits(x);
        return float.IsNaN(x) ? uint.MaxValue : (uint)bits ^ ((uint)(bits >> 31) | 0x8000_0000u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(ulong key) => BitConverter.UInt32BitsToSingle((uint)((key & Sign) != 0 ? key ^ Sign : ~key));

    public static bool IsAmbiguous(ulong key) => key is Sign or uint.MaxValue;

    public static bool IsNaN(ulong key) => key == uint.MaxValue;
}

internal readonly struct DoubleKey : ISortKey<double>
{
    private const ulong Sign = 1ul << 63;

    public static int Bits => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(double value)
    {
        double x = value + 0d;
        long bits = BitConverter.DoubleToInt64Bits(x);
        return double.IsNaN(x) ? ulong.MaxValue : (ulong)bits ^ ((ulong)(bits >> 63) | Sign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Value(ulong key) => BitConverter.UInt64BitsToDouble((key & Sign) != 0 ? key ^ Sign : ~key);

    public static bool IsAmbiguous(ulong key) => key is Sign or ulong.MaxValue;

    public static bool IsNaN(ulong key) => key == ulong.MaxValue;
}

internal readonly struct HalfKey : ISortKey<Half>
{
    public static int Bits => 16;
    public static ulong Of(Half value) => HalfWord.Key(BitConverter.HalfToUInt16Bits(value), 0x7C00);
    public static Half Value(ulong key) => BitConverter.UInt16BitsToHalf(HalfWord.Value(key));
    public static bool IsAmbiguous(ulong key) => key is HalfWord.Sign or ushort.MaxValue;
    public static bool IsNaN(ulong key) => key == ushort.MaxValue;
}

internal readonly struct BFloat16Key : ISortKey<BFloat16>
{
    public static int Bits => 16;
    public static ulong Of(BFloat16 value) => HalfWord.Key(Unsafe.BitCast<BFloat16, ushort>(value), 0x7F80);
    public static BFloat16 Value(ulong key) => Unsafe.BitCast<ushort, BFloat16>(HalfWord.Value(key));
    public static bool IsAmbiguous(ulong key) => key is HalfWord.Sign or ushort.MaxValue;
    public static bool IsNaN(ulong key) => key == ushort.MaxValue;
}

internal readonly struct Int64Key : ISortKey<long>
{
    public static int Bits => 64;
    public static ulong Of(long value) => (ulong)(value ^ long.MinValue);
    public static long Value(ulong key) => (long)key ^ long.MinValue;
    public static bool IsAmbiguous(ulong key) => false;
    public static bool IsNaN(ulong key) => false;
}

internal readonly struct Int32Key : ISortKey<int>
{
    public static int Bits => 32;
    public static ulong Of(int value) => (uint)(value ^ int.MinValue);
    public static int Value(ulong key) => (int)key ^ int.MinValue;
    public static bool IsAmbiguous(ulong key) => false;
    public static bool IsNaN(ulong key) => false;
}

internal readonly struct Int16Key : ISortKey<short>
{
    public static int Bits => 16;
    public static ulong Of(short value) => (ushort)(value ^ short.MinValue);
    public static short Value(ulong key) => (short)((int)key ^ short.MinValue);
    public static bool IsAmbiguous(ulong key) => false;
    public static bool IsNaN(ulong key) => false;
}

internal readonly struct SByteKey : ISortKey<sbyte>
{
    public static int Bits => 8;
    public static ulong Of(sbyte value) => (byte)(value ^ sbyte.MinValue);
    public static sbyte Value(ulong key) => (sbyte)((int)key ^ sbyte.MinValue);
    public static bool IsAmbiguous(ulong key) => false;
    public static bool IsNaN(ulong key) => false;
}

/// <summary>Bytes and truth values.</summary>
internal readonly struct ByteKey : ISortKey<byte>
{
    public static int Bits => 8;
    public static ulong Of(byte value) => value;
    public static byte Value(ulong key) => (byte)key;
    public static bool IsAmbiguous(ulong key) => false;
    public static bool IsNaN(ulong key) => false;
}

/// <summary>Floating point numbers of 16 bits.</summary>
internal static class HalfWord
{
    public const ulong Sign = 0x8000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ushort bits, int infinity)
    {
        if ((bits & 0x7FFF) > infinity) return ushort.MaxValue;
        if (bits == 0x8000) bits = 0;
        return (ushort)(bits ^ ((bits & 0x8000) != 0 ? 0xFFFF : 0x8000));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Value(ulong key) => (ushort)((key & Sign) != 0 ? key ^ Sign : ~key);
}
