using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Unsigned numbers in the order of an element type: NaN last, both zeros equal.</summary>
internal static class SortKey
{
    /// <summary>The key of an element; flipped, the order is the other one.</summary>
    public static ulong Of(ArrayView<byte> data, long at, int type, int flips)
    {
        ulong key;
        switch (type)
        {
            case (int)ScalarType.Float64: key = OfFloat(Element.At<ulong>(data, at), 0x7FF0_0000_0000_0000ul, 0x8000_0000_0000_0000ul); break;
            case (int)ScalarType.Float32: key = OfFloat(Element.At<uint>(data, at), 0x7F80_0000ul, 0x8000_0000ul); break;
            case (int)ScalarType.Float16: key = OfFloat(Element.At<ushort>(data, at), 0x7C00ul, 0x8000ul); break;
            case (int)ScalarType.BFloat16: key = OfFloat(Element.At<ushort>(data, at), 0x7F80ul, 0x8000ul); break;
            case (int)ScalarType.Int64: key = Element.At<ulong>(data, at) ^ 0x8000_0000_0000_0000ul; break;
            case (int)ScalarType.Int32: key = Element.At<uint>(data, at) ^ 0x8000_0000u; break;
            case (int)ScalarType.Int16: key = Element.At<ushort>(data, at) ^ 0x8000u; break;
            case (int)ScalarType.Int8: key = data[at] ^ 0x80u; break;
            default: key = data[at]; break;
        }
        return flips != 0 ? ~key : key;
    }

    /// <summary>The key of NaN; 0 for types that have none.</summary>
    public static ulong NaN(int type)
    {
        if (type == (int)ScalarType.Float64) return ulong.MaxValue;
        if (type == (int)ScalarType.Float32) return 0xFFFF_FFFFul;
        if (type == (int)ScalarType.Float16 || type == (int)ScalarType.BFloat16) return 0xFFFFul;
        return 0;
    }

    // Negative numbers are turned round as a whole, others get the highest bit.
    private static ulong OfFloat(ulong bits, ulong infinity, ulong sign)
    {
        ulong magnitude = bits & (sign - 1), all = sign | (sign - 1);
        if (magnitude > infinity) return all;
        if (magnitude == 0) return sign;
        return (bits & sign) != 0 ? bits ^ all : bits | sign;
    }
}
