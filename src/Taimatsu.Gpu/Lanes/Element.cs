using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Elements of any type in memory, as kernels read and write them: with C's conversions, by the number of the type.</summary>
internal static class Element
{
    /// <summary>The element at a distance in bytes.</summary>
    public static T Load<T, TCast>(ArrayView<byte> data, long at, int type) where T : unmanaged where TCast : struct, ICast<T>
    {
        switch (type)
        {
            case (int)ScalarType.Float32: return TCast.FromDouble(At<float>(data, at));
            case (int)ScalarType.Float64: return TCast.FromDouble(At<double>(data, at));
            case (int)ScalarType.Float16: return TCast.FromDouble(Half16.Widen(At<ushort>(data, at)));
            case (int)ScalarType.BFloat16: return TCast.FromDouble(Brain16.Widen(At<ushort>(data, at)));
            case (int)ScalarType.Int64: return TCast.FromInt64(At<long>(data, at));
            case (int)ScalarType.Int32: return TCast.FromInt64(At<int>(data, at));
            case (int)ScalarType.Int16: return TCast.FromInt64(At<short>(data, at));
            case (int)ScalarType.Int8: return TCast.FromInt64(At<sbyte>(data, at));
            default: return TCast.FromInt64(data[at]);
        }
    }

    /// <summary>Writes the element at a distance in bytes.</summary>
    public static void Store<T, TCast>(ArrayView<byte> data, long at, int type, T value) where T : unmanaged where TCast : struct, ICast<T>
    {
        switch (type)
        {
            case (int)ScalarType.Float32: At<float>(data, at) = TCast.ToSingle(value); break;
            case (int)ScalarType.Float64: At<double>(data, at) = TCast.ToDouble(value); break;
            case (int)ScalarType.Float16: At<ushort>(data, at) = Half16.Round(TCast.ToSingle(value)); break;
            case (int)ScalarType.BFloat16: At<ushort>(data, at) = Brain16.Round(TCast.ToSingle(value)); break;
            case (int)ScalarType.Int64: At<long>(data, at) = TCast.ToInt64(value); break;
            case (int)ScalarType.Int32: At<int>(data, at) = (int)TCast.ToInt64(value); break;
            case (int)ScalarType.Int16: At<short>(data, at) = (short)TCast.ToInt64(value); break;
            case (int)ScalarType.Int8: At<sbyte>(data, at) = (sbyte)TCast.ToInt64(value); break;
            case (int)ScalarType.Bool: data[at] = TCast.ToDouble(value) != 0 ? (byte)1 : (byte)0; break;
            default: data[at] = (byte)TCast.ToInt64(value); break;
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
