using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Pointwise operators over contiguous memory of one type, without descriptor and iterator: small tensors spend their time in calls, not in loops. Long ones decline and take the
/// ordinary way, with its threads.
/// </summary>
internal sealed partial class CpuBackend
{
    /// <summary>How many elements the short way takes at most.</summary>
    public const long LongestFlat = ElementLoop.Grain;

    /// <summary>Writes op(x) for operands of one type, both contiguous and of the same count.</summary>
    /// <returns>False if the type has no short way.</returns>
    public static bool TryFlat<TOp>(TOp op, in Operand result, in Operand x) where TOp : struct, IUnaryOp
    {
        switch (x.Type)
        {
            case ScalarType.Float32 when TOp.Domain != Domain.Integral: Flat<float, TOp>(op, result, x); return true;
            case ScalarType.Float64 when TOp.Domain != Domain.Integral: Flat<double, TOp>(op, result, x); return true;
            case ScalarType.Int64 when TakesIntegers(TOp.Domain): Flat<long, TOp>(op, result, x); return true;
            default: return false;
        }
    }

    /// <summary>Writes op(x, y) for operands of one type, all contiguous and of the same count.</summary>
    /// <returns>False if the type has no short way.</returns>
    public static bool TryFlat<TOp>(TOp op, in Operand result, in Operand x, in Operand y) where TOp : struct, IBinaryOp
    {
        switch (x.Type)
        {
            case ScalarType.Float32 when TOp.Domain != Domain.Integral: Flat<float, TOp>(op, result, x, y); return true;
            case ScalarType.Float64 when TOp.Domain != Domain.Integral: Flat<double, TOp>(op, result, x, y); return true;
            case ScalarType.Int64 when TakesIntegers(TOp.Domain): Flat<long, TOp>(op, result, x, y); return true;
            default: return false;
        }
    }

    /// <summary>Writes op(x, y) with one number for y, converted to the type of x.</summary>
    /// <returns>False if the type has no short way.</returns>
    public static bool TryFlat<TOp>(TOp op, in Operand result, in Operand x, Scalar y) where TOp : struct, IBinaryOp
    {
        switch (x.Type)
        {
            case ScalarType.Float32 when TOp.Domain != Domain.Integral: Flat<float, TOp>(op, result, x, (float)y.ToDouble()); return true;
            case ScalarType.Float64 when TOp.Domain != Domain.Integral: Flat<double, TOp>(op, result, x, y.ToDouble()); return true;
            case ScalarType.Int64 when TakesIntegers(TOp.Domain): Flat<long, TOp>(op, result, x, y.ToInt64()); return true;
            default: return false;
        }
    }

    [SkipLocalsInit]
    private static unsafe void Flat<T, TOp>(TOp op, in Operand result, in Operand x) where T : unmanaged where TOp : struct, IUnaryOp
    {
        fixed (byte* to = &result.Data)
        fixed (T* from = &x.First<T>())
        {
            byte** data = stackalloc byte*[2] { to, (byte*)from };
            long* strides = stackalloc long[2] { sizeof(T), sizeof(T) };
            new UnaryLoop<T, TOp>(op).Run(data, strides, x.Count);
        }
        result.KeepAlive();
        x.KeepAlive();
    }

    [SkipLocalsInit]
    private static unsafe void Flat<T, TOp>(TOp op, in Operand result, in Operand x, in Operand y) where T : unmanaged where TOp : struct, IBinaryOp
    {
        fixed (byte* to = &result.Data)
        fixed (T* left = &x.First<T>(), right = &y.First<T>())
        {
            byte** data = stackalloc byte*[3] { to, (byte*)left, (byte*)right };
            long* strides = stackalloc long[3] { sizeof(T), sizeof(T), sizeof(T) };
            new BinaryLoop<T, TOp>(op).Run(data, strides, x.Count);
        }
        result.KeepAlive();
        x.KeepAlive();
        y.KeepAlive();
    }

    [SkipLocalsInit]
    private static unsafe void Flat<T, TOp>(TOp op, in Operand result, in Operand x, T y) where T : unmanaged where TOp : struct, IBinaryOp
    {
        fixed (byte* to = &result.Data)
        fixed (T* left = &x.First<T>())
        {
            byte** data = stackalloc byte*[3] { to, (byte*)left, (byte*)&y };
            long* strides = stackalloc long[3] { sizeof(T), sizeof(T), 0 };
            new BinaryLoop<T, TOp>(op).Run(data, strides, x.Count);
        }
        result.KeepAlive();
        x.KeepAlive();
    }
}
