using System.Text;

namespace Taimatsu.Tests.Operators;

/// <summary>Compares results and tells what differs.</summary>
internal static class Closeness
{
    /// <summary>The allowed relative error of an element type for a row.</summary>
    public static double Tolerance(OperatorInfo row, ScalarType type) => type switch
    {
        ScalarType.Float64 => row.Tolerance64,
        ScalarType.Float32 => row.Tolerance32,
        ScalarType.Float16 => Math.Max(row.Tolerance32, 1e-3),
        ScalarType.BFloat16 => Math.Max(row.Tolerance32, 8e-3),
        _ => 0,
    };

    /// <summary>Fails unless shapes agree and every value is near the expected one as the actual tensor's type would hold it.</summary>
    public static void Check(Tensor actual, Tensor expected, double tolerance, string what, bool signedZero = false)
    {
        Assert.True(actual.shape == expected.shape, $"{what}: shape {actual.shape}, expected {expected.shape}");
        if (actual.dtype == ScalarType.Int64 && expected.dtype == ScalarType.Int64)
        {
            Assert.Equal(expected.ToFlatArray<long>(), actual.ToFlatArray<long>());
            return;
        }
        double[] a = actual.ToFlatArray<double>(), e = expected.ToFlatArray<double>();
        StringBuilder? differences = null;
        int count = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double want = Store(e[i], actual.dtype);
            if (Near(a[i], want, tolerance, actual.dtype) && !(signedZero && a[i] == 0 && want == 0 && double.IsNegative(a[i]) != double.IsNegative(want))) continue;
            if (++count <= 5) (differences ??= new()).Append($"\n  element {i}: {a[i]:R}, expected {want:R}");
        }
        Assert.True(count == 0, $"{what} ({actual.dtype}, shape {actual.shape}): {count} of {a.Length} differ{differences}");
    }

    /// <summary>A double as an element type holds it.</summary>
    public static double Store(double value, ScalarType type) => type switch
    {
        ScalarType.Float64 => value,
        ScalarType.Float32 => (float)value,
        ScalarType.Float16 => (double)(Half)(float)value,
        ScalarType.BFloat16 => (float)(BFloat16)(float)value,
        ScalarType.Bool => value != 0 ? 1 : 0,
        ScalarType.Byte => unchecked((byte)(long)value),
        ScalarType.Int8 => unchecked((sbyte)(long)value),
        ScalarType.Int16 => unchecked((short)(long)value),
        ScalarType.Int32 => unchecked((int)(long)value),
        _ => (long)value,
    };

    private static bool Near(double actual, double expected, double tolerance, ScalarType type)
    {
        if (actual.Equals(expected) || actual == expected) return true;
        if (double.IsNaN(actual) || double.IsNaN(expected) || double.IsInfinity(expected)) return false;
        if (double.IsInfinity(actual)) return type == ScalarType.Float16 && Math.Abs(expected) > 65000;
        return Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected));
    }
}
