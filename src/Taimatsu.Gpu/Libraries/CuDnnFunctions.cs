using System.Runtime.InteropServices;

namespace Taimatsu.Gpu;

/// <summary>What cuDNN tells of one algorithm: <c>cudnnConvolutionFwdAlgoPerf_t</c> and its like for both backwards, which are laid out alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CuDnnAlgorithm
{
    public int Algorithm;
    public int Status;
    public float Milliseconds;
    public nuint Workspace;
    public int Determinism;
    public int MathType;
    private fixed int _reserved[3];
}

/// <summary>The functions of cuDNN that are called; enumerations are passed as the numbers that its header gives them. All return a status, 0 for success, but for the version.</summary>
internal unsafe struct CuDnnFunctions
{
    public delegate* unmanaged<nuint> GetVersion;

    /// <summary>(out handle)</summary>
    public delegate* unmanaged<nint*, int> Create;

    /// <summary>(handle, stream)</summary>
    public delegate* unmanaged<nint, nint, int> SetStream;

    /// <summary>(out descriptor)</summary>
    public delegate* unmanaged<nint*, int> CreateTensor, CreateFilter, CreateConvolution;

    /// <summary>(descriptor)</summary>
    public delegate* unmanaged<nint, int> DestroyTensor, DestroyFilter, DestroyConvolution;

    /// <summary>(descriptor, format, type, n, c, h, w)</summary>
    public delegate* unmanaged<nint, int, int, int, int, int, int, int> SetTensor4d;

    /// <summary>(descriptor, type, format, k, c, h, w): the type comes before the format.</summary>
    public delegate* unmanaged<nint, int, int, int, int, int, int, int> SetFilter4d;

    /// <summary>(descriptor, padding h, w, stride h, w, dilation h, w, mode, compute type)</summary>
    public delegate* unmanaged<nint, int, int, int, int, int, int, int, int, int> SetConvolution2d;

    /// <summary>(descriptor, groups)</summary>
    public delegate* unmanaged<nint, int, int> SetGroupCount;

    /// <summary>(descriptor, math type)</summary>
    public delegate* unmanaged<nint, int, int> SetMathType;

    /// <summary>(handle, input, filter, convolution, output, wanted, out returned, out algorithms); for the backward by the input (handle, filter, gradient of the output, convolution, gradient of the input, …), by the filter (handle, input, gradient of the output, convolution, gradient of the filter, …).</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int, int*, CuDnnAlgorithm*, int> GetForward, GetBackwardData, GetBackwardFilter;

    /// <summary>The same descriptors, the first two and the last with their memory behind them, then (wanted, out returned, out algorithms, workspace, its bytes).</summary>
    public delegate* unmanaged<nint, nint, void*, nint, void*, nint, nint, void*, int, int*, CuDnnAlgorithm*, void*, nuint, int> FindForward, FindBackwardData, FindBackwardFilter;

    /// <summary>(handle, alpha, first descriptor, its memory, second descriptor, its memory, convolution, algorithm, workspace, its bytes, beta, result's descriptor, its memory), the descriptors as above.</summary>
    public delegate* unmanaged<nint, void*, nint, void*, nint, void*, nint, int, void*, nuint, void*, nint, void*, int> Forward, BackwardData, BackwardFilter;

    /// <summary>(handle, alpha, bias, its memory, beta, output, its memory)</summary>
    public delegate* unmanaged<nint, void*, nint, void*, void*, nint, void*, int> AddTensor;

    /// <summary>The functions of a loaded library.</summary>
    /// <exception cref="EntryPointNotFoundException">It lacks one.</exception>
    public static CuDnnFunctions Of(nint library)
    {
        nint At(string name) => NativeLibrary.GetExport(library, name);
        return new()
        {
            GetVersion = (delegate* unmanaged<nuint>)At("cudnnGetVersion"),
            Create = (delegate* unmanaged<nint*, int>)At("cudnnCreate"),
            SetStream = (delegate* unmanaged<nint, nint, int>)At("cudnnSetStream"),
            CreateTensor = (delegate* unmanaged<nint*, int>)At("cudnnCreateTensorDescriptor"),
            CreateFilter = (delegate* unmanaged<nint*, int>)At("cudnnCreateFilterDescriptor"),
            CreateConvolution = (delegate* unmanaged<nint*, int>)At("cudnnCreateConvolutionDescriptor"),
            DestroyTensor = (delegate* unmanaged<nint, int>)At("cudnnDestroyTensorDescriptor"),
            DestroyFilter = (delegate* unmanaged<nint, int>)At("cudnnDestroyFilterDescriptor"),
            DestroyConvolution = (delegate* unmanaged<nint, int>)At("cudnnDestroyConvolutionDescriptor"),
            SetTensor4d = (delegate* unmanaged<nint, int, int, int, int, int, int, int>)At("cudnnSetTensor4dDescriptor"),
            SetFilter4d = (delegate* unmanaged<nint, int, int, int, int, int, int, int>)At("cudnnSetFilter4dDescriptor"),
            SetConvolution2d = (delegate* unmanaged<nint, int, int, int, int, int, int, int, int, int>)At("cudnnSetConvolution2dDescriptor"),
            SetGroupCount = (delegate* unmanaged<nint, int, int>)At("cudnnSetConvolutionGroupCount"),
            SetMathType = (delegate* unmanaged<nint, int, int>)At("cudnnSetConvolutionMathType"),
            GetForward = Get(At("cudnnGetConvolutionForwardAlgorithm_v7")),
            GetBackwardData = Get(At("cudnnGetConvolutionBackwardDataAlgorithm_v7")),
            GetBackwardFilter = Get(At("cudnnGetConvolutionBackwardFilterAlgorithm_v7")),
            FindForward = Find(At("cudnnFindConvolutionForwardAlgorithmEx")),
            FindBackwardData = Find(At("cudnnFindConvolutionBackwardDataAlgorithmEx")),
            FindBackwardFilter = Find(At("cudnnFindConvolutionBackwardFilterAlgorithmEx")),
            Forward = Run(At("cudnnConvolutionForward")),
            BackwardData = Run(At("cudnnConvolutionBackwardData")),
            BackwardFilter = Run(At("cudnnConvolutionBackwardFilter")),
            AddTensor = (delegate* unmanaged<nint, void*, nint, void*, void*, nint, void*, int>)At("cudnnAddTensor"),
        };

        static delegate* unmanaged<nint, nint, nint, nint, nint, int, int*, CuDnnAlgorithm*, int> Get(nint at) => (delegate* unmanaged<nint, nint, nint, nint, nint, int, int*, CuDnnAlgorithm*, int>)at;
        static delegate* unmanaged<nint, nint, void*, nint, void*, nint, nint, void*, int, int*, CuDnnAlgorithm*, void*, nuint, int> Find(nint at)
            => (delegate* unmanaged<nint, nint, void*, nint, void*, nint, nint, void*, int, int*, CuDnnAlgorithm*, void*, nuint, int>)at;
        static delegate* unmanaged<nint, void*, nint, void*, nint, void*, nint, int, void*, nuint, void*, nint, void*, int> Run(nint at)
            => (delegate* unmanaged<nint, void*, nint, void*, nint, void*, nint, int, void*, nuint, void*, nint, void*, int>)at;
    }
}
