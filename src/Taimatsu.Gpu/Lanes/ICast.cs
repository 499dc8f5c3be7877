namespace Taimatsu.Gpu;

/// <summary>C's conversions between <typeparamref name="T"/> and the widest numbers: by a type of its own for each, since kernels cannot compare types.</summary>
internal interface ICast<T> where T : unmanaged
{
    static abstract T FromDouble(double value);
    static abstract T FromInt64(long value);
    static abstract double ToDouble(T value);
    static abstract float ToSingle(T value);
    static abstract long ToInt64(T value);
}

/// <summary>Conversions of byte.</summary>
internal readonly struct ByteCast : ICast<byte>
{
    public static byte FromDouble(double value) => (byte)(long)value;
    public static byte FromInt64(long value) => (byte)value;
    public static double ToDouble(byte value) => value;
    public static float ToSingle(byte value) => value;
    public static long ToInt64(byte value) => value;
}

/// <summary>Conversions of sbyte.</summary>
internal readonly struct SByteCast : ICast<sbyte>
{
    public static sbyte FromDouble(double value) => (sbyte)(long)value;
    public static sbyte FromInt64(long value) => (sbyte)value;
    public static double ToDouble(sbyte value) => value;
    public static float ToSingle(sbyte value) => value;
    public static long ToInt64(sbyte value) => value;
}

/// <summary>Conversions of short.</summary>
internal readonly struct Int16Cast : ICast<short>
{
    public static short FromDouble(double value) => (short)(long)value;
    public static short FromInt64(long value) => (short)value;
    public static double ToDouble(short value) => value;
    public static float ToSingle(short value) => value;
    public static long ToInt64(short value) => value;
}

/// <summary>Conversions of int.</summary>
internal readonly struct Int32Cast : ICast<int>
{
    public static int FromDouble(double value) => (int)(long)value;
    public static int FromInt64(long value) => (int)value;
    public static double ToDouble(int value) => value;
    public static float ToSingle(int value) => value;
    public static long ToInt64(int value) => value;
}

/// <summary>Conversions of long.</summary>
internal readonly struct Int64Cast : ICast<long>
{
    public static long FromDouble(double value) => (long)(long)value;
    public static long FromInt64(long value) => (long)value;
    public static double ToDouble(long value) => value;
    public static float ToSingle(long value) => value;
    public static long ToInt64(long value) => value;
}
