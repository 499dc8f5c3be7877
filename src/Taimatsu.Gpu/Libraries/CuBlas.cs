using System.Runtime.InteropServices;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>The functions of cuBLAS that are called; enumerations are passed as the numbers that its header gives them.</summary>
internal unsafe struct CuBlasFunctions
{
    /// <summary>(out handle)</summary>
    public delegate* unmanaged<nint*, int> Create;

    /// <summary>(handle, stream)</summary>
    public delegate* unmanaged<nint, nint, int> SetStream;

    /// <summary>(handle, mode)</summary>
    public delegate* unmanaged<nint, int, int> SetMathMode;

    /// <summary>(handle, opA, opB, m, n, k, alpha, A, typeA, lda, B, typeB, ldb, beta, C, typeC, ldc, compute type, algorithm)</summary>
    public delegate* unmanaged<nint, int, int, int, int, int, void*, void*, int, int, void*, int, int, void*, void*, int, int, int, int, int> GemmEx;

    /// <summary>(handle, opA, opB, m, n, k, alpha, A, typeA, lda, strideA, B, typeB, ldb, strideB, beta, C, typeC, ldc, strideC, batch count, compute type, algorithm)</summary>
    public delegate* unmanaged<nint, int, int, int, int, int, void*, void*, int, int, long, void*, int, int, long, void*, void*, int, int, long, int, int, int, int> GemmStridedBatchedEx;

    /// <summary>The functions of a loaded library.</summary>
    /// <exception cref="EntryPointNotFoundException">It lacks one: it is older than CUDA 11.</exception>
    public static CuBlasFunctions Of(nint library) => new()
    {
        Create = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "cublasCreate_v2"),
        SetStream = (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "cublasSetStream_v2"),
        SetMathMode = (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "cublasSetMathMode"),
        GemmEx = (delegate* unmanaged<nint, int, int, int, int, int, void*, void*, int, int, void*, int, int, void*, void*, int, int, int, int, int>)NativeLibrary.GetExport(library, "cublasGemmEx"),
        GemmStridedBatchedEx = (delegate* unmanaged<nint, int, int, int, int, int, void*, void*, int, int, long, void*, int, int, long, void*, void*, int, int, long, int, int, int, int>)
            NativeLibrary.GetExport(library, "cublasGemmStridedBatchedEx"),
    };
}

/// <summary>One matrix of a product as cuBLAS sees it: columns one after the other, or transposed.</summary>
internal readonly record struct CuBlasMatrix(nint Address, bool Transposed, int Leading, long BatchStride);

/// <summary>cuBLAS on one device and stream.</summary>
internal sealed unsafe class CuBlas
{
    private const int Success = 0;
    private const int NoTranspose = 0, Transpose = 1;
    private const int Real32 = 0, Real64 = 1, Real16 = 2, RealBrain16 = 14; // cudaDataType_t
    private const int Compute32 = 68, Compute64 = 70, Compute32ByTf32 = 77; // cublasComputeType_t
    private const int DefaultMath = 0, NoReducedReduction = 16; // cublasMath_t
    private const int DefaultAlgorithm = -1; // cublasGemmAlgo_t

    private readonly CuBlasFunctions _functions;
    private readonly nint _handle;
    private int _mathMode = DefaultMath;

    private CuBlas(in CuBlasFunctions functions, nint handle)
    {
        _functions = functions;
        _handle = handle;
    }

    /// <summary>The library, if it is found and takes the device whose context is current.</summary>
    public static CuBlas? TryLoad(nint stream)
    {
        foreach (nint library in CudaLibraries.Find("cublas", [13, 12, 11], "cublasLt"))
        {
            try
            {
                if (TryCreate(CuBlasFunctions.Of(library), stream) is { } made) return made;
            }
            catch (EntryPointNotFoundException error)
            {
                // Another version may have what is needed.
                CudaLibraries.Note($"cublas: {error.Message}");
            }
        }
        return null;
    }

    /// <summary>A handle by given functions; null if the library has none for this device.</summary>
    public static CuBlas? TryCreate(in CuBlasFunctions functions, nint stream)
    {
        nint handle = 0;
        int status = functions.Create(&handle);
        if (status == Success) status = functions.SetStream(handle, stream);
        if (status == Success) return new CuBlas(functions, handle);
        CudaLibraries.Note($"cublas: no handle for this device, status {status}");
        return null;
    }

    /// <summary>C = alpha · op(A) op(B) + beta · C for a batch, column by column: C is m by n, op(A) m by k, op(B) k by n.</summary>
    /// <returns>False if the library does not take these operands.</returns>
    public bool TryMultiply(ScalarType type, int batch, int m, int n, int k, double alpha, in CuBlasMatrix a, in CuBlasMatrix b, double beta, in CuBlasMatrix c, in ProductPrecision precision)
    {
        int element = type switch { ScalarType.Float64 => Real64, ScalarType.Float16 => Real16, ScalarType.BFloat16 => RealBrain16, _ => Real32 };
        int compute = type == ScalarType.Float64 ? Compute64 : type == ScalarType.Float32 && precision.AllowsTf32 ? Compute32ByTf32 : Compute32;
        bool exact = (type == ScalarType.Float16 && !precision.AllowsHalfReduction) || (type == ScalarType.BFloat16 && !precision.AllowsBrainReduction);
        SetMathMode(exact ? NoReducedReduction : DefaultMath);
        // The factors have the type in which is computed.
        double* factors = stackalloc double[] { alpha, beta };
        float* narrow = stackalloc float[] { (float)alpha, (float)beta };
        void* alphaAt = compute == Compute64 ? factors : narrow;
        void* betaAt = compute == Compute64 ? factors + 1 : narrow + 1;
        int opA = a.Transposed ? Transpose : NoTranspose, opB = b.Transposed ? Transpose : NoTranspose;
        int status = batch == 1
            ? _functions.GemmEx(_handle, opA, opB, m, n, k, alphaAt, (void*)a.Address, element, a.Leading, (void*)b.Address, element, b.Leading, betaAt, (void*)c.Address, element, c.Leading, compute, DefaultAlgorithm)
            : _functions.GemmStridedBatchedEx(_handle, opA, opB, m, n, k, alphaAt, (void*)a.Address, element, a.Leading, a.BatchStride, (void*)b.Address, element, b.Leading, b.BatchStride,
                betaAt, (void*)c.Address, element, c.Leading, c.BatchStride, batch, compute, DefaultAlgorithm);
        if (status != Success) CudaLibraries.Note($"cublas: status {status} for {type} {m} x {n} x {k}, leading {a.Leading}, {b.Leading}, {c.Leading}");
        return status == Success;
    }

    private void SetMathMode(int mode)
    {
        if (mode == _mathMode) return;
        if (_functions.SetMathMode(_handle, mode) == Success) _mathMode = mode;
    }
}
