using System.Runtime.CompilerServices;
using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Elements of any type in memory, as kernels read and write them: with C's conversions, by the number of the type.</summary>
internal static class Element
{
    /// <summary>The element at a distance in bytes.</summary>
    public static T Load<T>(ArrayView<byte> data, long at, int type) where T : unmanaged
    {
        switch (type)
        {
            case (int)ScalarType.Float32: return FromDouble<T>(At<float>(data, at));
            case (int)ScalarType.Float64: return FromDouble<T>(At<double>(data, at));
            case (int)ScalarType.Float16: return FromDouble<T>(Half16.Widen(At<ushort>(data, at)));
            case (int)ScalarType.BFloat16: return FromDouble<T>(Brain16.Widen(At<ushort>(data, at)));
            case (int)ScalarType.Int64: return FromInt64<T>(At<long>(data, at));
            case (int)ScalarType.Int32: return FromInt64<T>(At<int>(data, at));
            case (int)ScalarType.Int16: return FromInt64<T>(At<short>(data, at));
            case (int)ScalarType.Int8: return FromInt64<T>(At<sbyte>(data, at));
            default: return FromInt64<T>(data[at]);
        }
    }

    /// <summary>Writes the element at a distance in bytes.</summary>
    public static void Store<T>(ArrayView<byte> data, long at, int type, T value) where T : unmanaged
    {
        switch (type)
        {
            case (int)ScalarType.Float32: At<float>(data, at) = ToSingle(value); break;
            case (int)ScalarType.Float64: At<double>(data, at) = ToDouble(value); break;
            case (int)ScalarType.Float16: At<ushort>(data, at) = Half16.Round(ToSingle(value)); break;
            case (int)ScalarType.BFloat16: At<ushort>(data, at) = Brain16.Round(ToSingle(value)); break;
            case (int)ScalarType.Int64: At<long>(data, at) = ToInt64(value); break;
            case (int)ScalarType.Int32: At<int>(data, at) = (int)ToInt64(value); break;
            case (int)ScalarType.Int16: At<short>(data, at) = (short)ToInt64(value); break;
            case (int)ScalarType.Int8: At<sbyte>(data, at) = (sbyte)ToInt64(value); break;
            case (int)ScalarType.Bool: data[at] = IsTrue(value) ? (byte)1 : (byte)0; break;
            default: data[at] = (byte)ToInt64(value); break;
        }
    }

    /// <summary>Bytes of an element of a type.</summary>
    public static int Size(int type)
    {
        if (type == (int)ScalarType.Float64 || type == (int)ScalarType.Int64) return 8;
        if (type == (int)ScalarType.Float32 || type == (int)ScalarType.Int32) return 4;
        if (type == (int)ScalarType.Int16 || type == (int)ScalarType.Float16 || type == (int)ScalarType.BFloat16) return 2;
        return 1;
    }

    /// <summary>The element at a distance in bytes, of the type that it has there.</summary>
    public static ref T At<T>(ArrayView<byte> data, long at) where T : unmanaged => ref data.SubView(at, Interop.SizeOf<T>()).Cast<T>()[0];

    public static T FromDouble<T>(double value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) { float x = (float)value; return Unsafe.As<float, T>(ref x); }
        if (typeof(T) == typeof(double)) return Unsafe.As<double, T>(ref value);
        return FromInt64<T>((long)value);
    }

    public static T FromInt64<T>(long value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) { float x = value; return Unsafe.As<float, T>(ref x); }
        if (typeof(T) == typeof(double)) { double x = value; return Unsafe.As<double, T>(ref x); }
        if (typeof(T) == typeof(int)) { int x = (int)value; return Unsafe.As<int, T>(ref x); }
        if (typeof(T) == typeof(short)) { short x = (short)value; return Unsafe.As<short, T>(ref x); }
        if (typeof(T) == typeof(sbyte)) { sbyte x = (sbyte)value; return Unsafe.As<sbyte, T>(ref x); }
        if (typeof(T) == typeof(byte)) { byte x = (byte)value; return Unsafe.As<byte, T>(ref x); }
        return Unsafe.As<long, T>(ref value);
    }

    public static long ToInt64<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return (long)Unsafe.As<T, float>(ref value);
        if (typeof(T) == typeof(double)) return (long)Unsafe.As<T, double>(ref value);
        if (typeof(T) == typeof(int)) return Unsafe.As<T, int>(ref value);
        if (typeof(T) == typeof(short)) return Unsafe.As<T, short>(ref value);
        if (typeof(T) == typeof(sbyte)) return Unsafe.As<T, sbyte>(ref value);
        if (typeof(T) == typeof(byte)) return Unsafe.As<T, byte>(ref value);
        return Unsafe.As<T, long>(ref value);
    }

    public static double ToDouble<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Unsafe.As<T, float>(ref value);
        if (typeof(T) == typeof(double)) return Unsafe.As<T, double>(ref value);
        return ToInt64(value);
    }

    public static float ToSingle<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Unsafe.As<T, float>(ref value);
        if (typeof(T) == typeof(double)) return (float)Unsafe.As<T, double>(ref value);
        return ToInt64(value);
    }

    private static bool IsTrue<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Unsafe.As<T, float>(ref value) != 0;
        if (typeof(T) == typeof(double)) return Unsafe.As<T, double>(ref value) != 0;
        return ToInt64(value) != 0;
    }
}

/// <summary>IEEE half precision as bits.</summary>
internal static class Half16
{
    public static float Widen(ushort half)
    {
        uint magnitude = (half & 0x7FFFu) << 13;
        // 2^112 moves the exponent's bias; numbers below the normal range come out right as well.
        uint bits = Interop.FloatAsInt(Interop.IntAsFloat(magnitude) * 5.192296858534828e33f);
        if (magnitude >= 0x0F800000u) bits |= 0x7F800000u;
        return Interop.IntAsFloat(bits | ((half & 0x8000u) << 16));
    }

    public static ushort Round(float value)
    {
        uint bits = Interop.FloatAsInt(value), sign = (bits >> 16) & 0x8000u, magnitude = bits & 0x7FFFFFFFu;
        if (magnitude > 0x7F800000u) return (ushort)(sign | 0x7E00u);
        if (magnitude >= 0x47800000u) return (ushort)(sign | 0x7C00u);
        // Below the normal range an addition rounds to the grid of what is left.
        if (magnitude < 0x38800000u) return (ushort)(sign | (Interop.FloatAsInt(Interop.IntAsFloat(magnitude) + 0.5f) - 0x3F000000u));
        return (ushort)(sign | ((magnitude - 0x38000000u + 0xFFFu + ((magnitude >> 13) & 1u)) >> 13));
    }
}

/// <summary>The upper half of a float32 as bits.</summary>
internal static class Brain16
{
    public static float Widen(ushort value) => Interop.IntAsFloat((uint)value << 16);

    public static ushort Round(float value)
    {
        uint bits = Interop.FloatAsInt(value);
        if ((bits & 0x7FFFFFFFu) > 0x7F800000u) return (ushort)((bits >> 16) | 0x40u);
        return (ushort)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
    }
}
