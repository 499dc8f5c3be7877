using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Unsigned numbers in the order of an element type: NaN last, both zeros equal. Loops are generic over it, one small type for each element type, so that all of it is inlined. A key is an
/// element's code with the bits of <see cref="SortKeys.Flip"/> turned over: one step for the sign of integers and for a descending order.
/// </summary>
internal interface ISortKey<T> where T : unmanaged
{
    /// <summary>The bits of a code.</summary>
    static abstract int Bits { get; }

    /// <summary>The bits to turn over for an ascending order: the sign of integers.</summary>
    static abstract ulong Sign { get; }

    /// <summary>The code of an element.</summary>
    static abstract ulong Of(T value);

    /// <summary>The element of a code that is not ambiguous.</summary>
    static abstract T Value(ulong code);

    /// <summary>True if a code stands for an element that it does not determine: a zero has two signs, NaN many bits.</summary>
    static abstract bool IsAmbiguous(ulong code);

    /// <summary>True for the code of NaN.</summary>
    static abstract bool IsNaN(ulong code);
}

/// <summary>What the keys of all types share.</summary>
internal static class SortKeys
{
    /// <summary>The bits of a code to turn over for its key.</summary>
    public static ulong Flip<T, TKey>(bool descending) where T : unmanaged where TKey : struct, ISortKey<T> => descending ? TKey.Sign ^ (ulong.MaxValue >> (64 - TKey.Bits)) : TKey.Sign;
}

internal readonly struct SingleKey : ISortKey<float>
{
    private const ulong Zero = 1ul << 31;

    public static int Bits => 32;
    public static ulong Sign => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float value)
    {
        float x = value + 0f; // -0 becomes 0
        int bits = BitConverter.SingleToInt32Bits(x);
        return float.IsNaN(x) ? uint.MaxValue : (uint)bits ^ ((uint)(bits >> 31) | 0x8000_0000u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(ulong code) => BitConverter.UInt32BitsToSingle((uint)((code & Zero) != 0 ? code ^ Zero : ~code));

    public static bool IsAmbiguous(ulong code) => code is Zero or uint.MaxValue;

    public static bool IsNaN(ulong code) => code == uint.MaxValue;
}

internal readonly struct DoubleKey : ISortKey<double>
{
    private const ulong Zero = 1ul << 63;

    public static int Bits => 64;
    public static ulong Sign => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(double value)
    {
        double x = value + 0d;
        long bits = BitConverter.DoubleToInt64Bits(x);
        return double.IsNaN(x) ? ulong.MaxValue : (ulong)bits ^ ((ulong)(bits >> 63) | Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Value(ulong code) => BitConverter.UInt64BitsToDouble((code & Zero) != 0 ? code ^ Zero : ~code);

    public static bool IsAmbiguous(ulong code) => code is Zero or ulong.MaxValue;

    public static bool IsNaN(ulong code) => code == ulong.MaxValue;
}

internal readonly struct HalfKey : ISortKey<Half>
{
    public static int Bits => 16;
    public static ulong Sign => 0;
    public static ulong Of(Half value) => HalfWord.Code(BitConverter.HalfToUInt16Bits(value), 0x7C00);
    public static Half Value(ulong code) => BitConverter.UInt16BitsToHalf(HalfWord.Value(code));
    public static bool IsAmbiguous(ulong code) => code is HalfWord.Zero or ushort.MaxValue;
    public static bool IsNaN(ulong code) => code == ushort.MaxValue;
}

internal readonly struct BFloat16Key : ISortKey<BFloat16>
{
    public static int Bits => 16;
    public static ulong Sign => 0;
    public static ulong Of(BFloat16 value) => HalfWord.Code(Unsafe.BitCast<BFloat16, ushort>(value), 0x7F80);
    public static BFloat16 Value(ulong code) => Unsafe.BitCast<ushort, BFloat16>(HalfWord.Value(code));
    public static bool IsAmbiguous(ulong code) => code is HalfWord.Zero or ushort.MaxValue;
    public static bool IsNaN(ulong code) => code == ushort.MaxValue;
}

internal readonly struct Int64Key : ISortKey<long>
{
    public static int Bits => 64;
    public static ulong Sign => 1ul << 63;
    public static ulong Of(long value) => (ulong)value;
    public static long Value(ulong code) => (long)code;
    public static bool IsAmbiguous(ulong code) => false;
    public static bool IsNaN(ulong code) => false;
}

internal readonly struct Int32Key : ISortKey<int>
{
    public static int Bits => 32;
    public static ulong Sign => 1ul << 31;
    public static ulong Of(int value) => (uint)value;
    public static int Value(ulong code) => (int)code;
    public static bool IsAmbiguous(ulong code) => false;
    public static bool IsNaN(ulong code) => false;
}

internal readonly struct Int16Key : ISortKey<short>
{
    public static int Bits => 16;
    public static ulong Sign => 1ul << 15;
    public static ulong Of(short value) => (ushort)value;
    public static short Value(ulong code) => (short)code;
    public static bool IsAmbiguous(ulong code) => false;
    public static bool IsNaN(ulong code) => false;
}

internal readonly struct SByteKey : ISortKey<sbyte>
{
    public static int Bits => 8;
    public static ulong Sign => 1ul << 7;
    public static ulong Of(sbyte value) => (byte)value;
    public static sbyte Value(ulong code) => (sbyte)code;
    public static bool IsAmbiguous(ulong code) => false;
    public static bool IsNaN(ulong code) => false;
}

/// <summary>Bytes and truth values.</summary>
internal readonly struct ByteKey : ISortKey<byte>
{
    public static int Bits => 8;
    public static ulong Sign => 0;
    public static ulong Of(byte value) => value;
    public static byte Value(ulong code) => (byte)code;
    public static bool IsAmbiguous(ulong code) => false;
    public static bool IsNaN(ulong code) => false;
}

/// <summary>Floating point numbers of 16 bits.</summary>
internal static class HalfWord
{
    public const ulong Zero = 0x8000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Code(ushort bits, int infinity)
    {
        if ((bits & 0x7FFF) > infinity) return ushort.MaxValue;
        if (bits == 0x8000) bits = 0;
        return (ushort)(bits ^ ((bits & 0x8000) != 0 ? 0xFFFF : 0x8000));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Value(ulong code) => (ushort)((code & Zero) != 0 ? code ^ Zero : ~code);
}
