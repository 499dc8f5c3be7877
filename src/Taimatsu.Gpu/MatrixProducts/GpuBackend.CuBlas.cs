using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    private CuBlas? _cuBlas;
    private bool _searchedCuBlas;

    /// <summary>cuBLAS, looked for when the first product asks; set by tests.</summary>
    internal CuBlas? CuBlas
    {
        get
        {
            if (_searchedCuBlas) return _cuBlas;
            lock (_gate)
            {
                if (_searchedCuBlas) return _cuBlas;
                if (_accelerator is CudaAccelerator)
                {
                    _accelerator.Bind();
                    _cuBlas = CuBlas.TryLoad(StreamHandle);
                }
                _searchedCuBlas = true;
                return _cuBlas;
            }
        }
        set => (_cuBlas, _searchedCuBlas) = (value, true);
    }

    private nint StreamHandle => _stream is CudaStream stream ? stream.StreamPtr : 0;

    // False if there is no library, or it does not take the operands as they lie.
    private bool TryByLibrary(in Operand target, in Operand left, in Operand right, in Operand bias, double alpha, double beta)
    {
        if (CuBlas is not { } library) return false;
        long m = target.Size(1), n = target.Size(2), k = left.Size(2), batch = target.Size(0);
        bool hasBias = bias.Storage is not null && bias.Count > 0;
        if (k == 0 || (hasBias && beta != 0) || Math.Max(Math.Max(m, n), Math.Max(k, batch)) > int.MaxValue) return false;
        // The library counts by columns. What we call rows are its columns, so it computes the transposed product: right' left'.
        if (TryMatrix(target, out var c)) return Multiply(library, target, left, right, bias, hasBias, alpha, beta, c, false);
        if (TryMatrix(Turned(target), out c)) return Multiply(library, Turned(target), Turned(right), Turned(left), bias, hasBias, alpha, beta, c, true);
        var copy = Scratch(target.Type, batch, m, n);
        if (beta != 0) Copy(copy, target);
        if (!TryByLibrary(copy, left, right, bias, alpha, beta)) return false;
        Copy(target, copy);
        return true;
    }

    // The target lies in rows. A bias goes there first.
    private bool Multiply(CuBlas library, in Operand target, in Operand left, in Operand right, in Operand bias, bool hasBias, double alpha, double beta, in CuBlasMatrix c, bool turned)
    {
        if (hasBias)
        {
            long step = bias.Stride(0);
            Copy(target, bias.With(new Layout([target.Size(0), target.Size(1), target.Size(2)], turned ? [0, step, 0] : [0, 0, step])));
            beta = 1;
        }
        var a = Readable(right, out var rightCopy);
        var b = Readable(left, out var leftCopy);
        bool done;
        lock (_gate)
        {
            _accelerator.Bind();
            done = library.TryMultiply(target.Type, (int)target.Size(0), (int)target.Size(2), (int)target.Size(1), (int)left.Size(2), alpha, a, b, beta, c, Backends.LibrarySettings.Products);
        }
        rightCopy.KeepAlive();
        leftCopy.KeepAlive();
        return done;
    }

    private CuBlasMatrix Readable(in Operand operand, out Operand kept)
    {
        kept = operand;
        if (TryMatrix(operand, out var matrix)) return matrix;
        if (TryMatrix(Turned(operand), out matrix)) return matrix with { Transposed = true };
        kept = Scratch(operand.Type, operand.Size(0), operand.Size(1), operand.Size(2));
        Copy(kept, operand);
        TryMatrix(kept, out matrix);
        return matrix;
    }

    // Rows one after the other, each without gaps: columns, for the library.
    private static bool TryMatrix(in Operand operand, out CuBlasMatrix matrix)
    {
        long rows = operand.Size(1), columns = operand.Size(2), leading = rows == 1 ? columns : operand.Stride(1), batch = operand.Size(0) == 1 ? 0 : operand.Stride(0);
        bool fits = (columns == 1 || operand.Stride(2) == 1) && leading >= columns && leading <= int.MaxValue && batch >= 0;
        matrix = fits ? new CuBlasMatrix(Address(operand), false, (int)Math.Max(leading, 1), batch) : default;
        return fits;
    }

    private static Operand Turned(in Operand operand)
        => operand.With(new Layout([operand.Size(0), operand.Size(2), operand.Size(1)], [operand.Stride(0), operand.Stride(2), operand.Stride(1)]));

    /// <summary>Where an operand begins in the device's memory.</summary>
    private static nint Address(in Operand operand)
    {
        _ = Bytes(operand);
        return Unsafe.As<DeviceBlock>(operand.Storage.Block!).Pointer + (nint)(operand.Offset * operand.Type.ElementSize());
    }
}
