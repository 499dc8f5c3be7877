using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>The three products of a convolution.</summary>
internal enum ConvolutionPass
{
    Forward,
    BackwardInput,
    BackwardWeight,
}

/// <summary>All that the choice of an algorithm depends on.</summary>
internal readonly record struct ConvolutionCase(
    ConvolutionPass Pass, ScalarType Type, int Batch, int Channels, int Height, int Width, int Filters, int KernelH, int KernelW, int OutputH, int OutputW, ConvolutionWindow Window, bool AllowsTf32, bool Deterministic, bool Tries);

/// <summary>cuDNN on one device and stream: descriptors and the chosen algorithm of every shape are kept.</summary>
internal sealed unsafe class CuDnn
{
    private const int Success = 0;
    private const int Nchw = 0; // cudnnTensorFormat_t
    private const int Float = 0, Double = 1, HalfFloat = 2, BrainFloat = 9; // cudnnDataType_t
    private const int CrossCorrelation = 1; // cudnnConvolutionMode_t
    private const int DefaultMath = 0, TensorOpMath = 1, FmaMath = 3; // cudnnMathType_t
    private const int IsDeterministic = 1; // cudnnDeterminism_t
    private const int MostAlgorithms = 16;
    private const int MostPlans = 4096;

    private readonly CuDnnFunctions _functions;
    private readonly nint _handle;
    private readonly Dictionary<ConvolutionCase, Plan?> _plans = [];

    private sealed class Plan
    {
        public nint Input, Filter, Output, Bias, Convolution;
        public int Algorithm;
        public long Workspace;
    }

    private CuDnn(in CuDnnFunctions functions, nint handle)
    {
        _functions = functions;
        _handle = handle;
        Version = (long)functions.GetVersion();
    }

    /// <summary>As 91002 for 9.10.2.</summary>
    public long Version { get; }

    /// <summary>The library, if it is found and takes the device whose context is current.</summary>
    public static CuDnn? TryLoad(nint stream)
    {
        foreach (nint library in CudaLibraries.Find("cudnn", [9, 8]))
        {
            try
            {
                if (TryCreate(CuDnnFunctions.Of(library), stream) is { } made) return made;
            }
            catch (EntryPointNotFoundException error)
            {
                // Another version may have what is needed.
                CudaLibraries.Note($"cudnn: {error.Message}");
            }
        }
        return null;
    }

    /// <summary>A handle by given functions; null if the library has none for this device.</summary>
    public static CuDnn? TryCreate(in CuDnnFunctions functions, nint stream)
    {
        nint handle = 0;
        int status = functions.Create(&handle);
        if (status == Success) status = functions.SetStream(handle, stream);
        if (status == Success) return new CuDnn(functions, handle);
        CudaLibraries.Note($"cudnn: no handle for this device, status {status}");
        return null;
    }

    /// <summary>
    /// Runs one pass. The input, filter and output are addresses of contiguous memory, of which the one that the pass computes is written; the bias (forward only) may be 0.
    /// </summary>
    /// <param name="what">The shapes.</param>
    /// <param name="input">[N, C, H, W].</param>
    /// <param name="filter">[O, C / groups, KH, KW].</param>
    /// <param name="output">[N, O, H', W'].</param>
    /// <param name="bias">[O].</param>
    /// <param name="mostWorkspace">The most bytes of intermediate memory that an algorithm may take.</param>
    /// <param name="rent">Gives intermediate memory of so many bytes.</param>
    /// <returns>False if the library does not take this case.</returns>
    public bool TryRun(in ConvolutionCase what, nint input, nint filter, nint output, nint bias, long mostWorkspace, Func<long, nint> rent)
    {
        if (!_plans.TryGetValue(what, out var plan))
        {
            if (_plans.Count >= MostPlans) Forget();
            _plans[what] = plan = Choose(what, input, filter, output, mostWorkspace, rent);
        }
        if (plan is null) return false;
        nint workspace = plan.Workspace > 0 ? rent(plan.Workspace) : 0;
        // Factors are double for double and float for all else.
        double* factors = stackalloc double[] { 1, 0 };
        float* narrow = stackalloc float[] { 1, 0 };
        void* one = what.Type == ScalarType.Float64 ? factors : narrow, zero = what.Type == ScalarType.Float64 ? factors + 1 : narrow + 1;
        int status = what.Pass switch
        {
            ConvolutionPass.Forward => _functions.Forward(_handle, one, plan.Input, (void*)input, plan.Filter, (void*)filter, plan.Convolution, plan.Algorithm, (void*)workspace, (nuint)plan.Workspace, zero, plan.Output, (void*)output),
            ConvolutionPass.BackwardInput => _functions.BackwardData(_handle, one, plan.Filter, (void*)filter, plan.Output, (void*)output, plan.Convolution, plan.Algorithm, (void*)workspace, (nuint)plan.Workspace, zero, plan.Input, (void*)input),
            _ => _functions.BackwardFilter(_handle, one, plan.Input, (void*)input, plan.Output, (void*)output, plan.Convolution, plan.Algorithm, (void*)workspace, (nuint)plan.Workspace, zero, plan.Filter, (void*)filter),
        };
        if (status == Success && bias != 0) status = _functions.AddTensor(_handle, one, plan.Bias, (void*)bias, one, plan.Output, (void*)output);
        if (status != Success) CudaLibraries.Note($"cudnn: status {status} for {what}");
        return status == Success;
    }

    // Null if the library has no algorithm for the case.
    private Plan? Choose(in ConvolutionCase what, nint input, nint filter, nint output, long mostWorkspace, Func<long, nint> rent)
    {
        var plan = new Plan();
        if (Describe(plan, what) && Pick(plan, what, input, filter, output, mostWorkspace, rent)) return plan;
        Free(plan);
        CudaLibraries.Note($"cudnn: no algorithm for {what}");
        return null;
    }

    private bool Describe(Plan plan, in ConvolutionCase what)
    {
        nint input = 0, filter = 0, output = 0, bias = 0, convolution = 0;
        bool made = _functions.CreateTensor(&input) == Success & _functions.CreateFilter(&filter) == Success & _functions.CreateTensor(&output) == Success & _functions.CreateTensor(&bias) == Success
            & _functions.CreateConvolution(&convolution) == Success;
        (plan.Input, plan.Filter, plan.Output, plan.Bias, plan.Convolution) = (input, filter, output, bias, convolution);
        int type = what.Type switch { ScalarType.Float64 => Double, ScalarType.Float16 => HalfFloat, ScalarType.BFloat16 => BrainFloat, _ => Float };
        var window = what.Window;
        int math = what.Type.IsReducedFloatingPoint() ? TensorOpMath : what.Type == ScalarType.Float32 && !what.AllowsTf32 ? FmaMath : DefaultMath;
        return made && _functions.SetTensor4d(input, Nchw, type, what.Batch, what.Channels, what.Height, what.Width) == Success
            && _functions.SetFilter4d(filter, type, Nchw, what.Filters, what.Channels / window.Groups, what.KernelH, what.KernelW) == Success
            && _functions.SetTensor4d(output, Nchw, type, what.Batch, what.Filters, what.OutputH, what.OutputW) == Success
            && _functions.SetTensor4d(bias, Nchw, type, 1, what.Filters, 1, 1) == Success
            && _functions.SetConvolution2d(convolution, window.PaddingH, window.PaddingW, window.StrideH, window.StrideW, window.DilationH, window.DilationW, CrossCorrelation, type == Double ? Double : Float) == Success
            && _functions.SetGroupCount(convolution, window.Groups) == Success && _functions.SetMathType(convolution, math) == Success;
    }

    private bool Pick(Plan plan, in ConvolutionCase what, nint input, nint filter, nint output, long mostWorkspace, Func<long, nint> rent)
    {
        var found = stackalloc CuDnnAlgorithm[MostAlgorithms];
        int count = 0;
        int status = what.Pass switch
        {
            ConvolutionPass.Forward => _functions.GetForward(_handle, plan.Input, plan.Filter, plan.Convolution, plan.Output, MostAlgorithms, &count, found),
            ConvolutionPass.BackwardInput => _functions.GetBackwardData(_handle, plan.Filter, plan.Output, plan.Convolution, plan.Input, MostAlgorithms, &count, found),
            _ => _functions.GetBackwardFilter(_handle, plan.Input, plan.Output, plan.Convolution, plan.Filter, MostAlgorithms, &count, found),
        };
        if (status != Success) return false;
        if (what.Tries) Try(plan, what, input, filter, output, mostWorkspace, rent, found, ref count);
        // The library lists what it expects (or has seen) to be fastest first.
        for (int i = 0; i < count; i++)
        {
            ref readonly var algorithm = ref found[i];
            if (algorithm.Status != Success || (long)algorithm.Workspace > mostWorkspace || (what.Deterministic && algorithm.Determinism != IsDeterministic)) continue;
            plan.Algorithm = algorithm.Algorithm;
            plan.Workspace = (long)algorithm.Workspace;
            return _functions.SetMathType(plan.Convolution, algorithm.MathType) == Success;
        }
        return false;
    }

    // Replaces the expectations by measurements, if the library makes them.
    private void Try(Plan plan, in ConvolutionCase what, nint input, nint filter, nint output, long mostWorkspace, Func<long, nint> rent, CuDnnAlgorithm* found, ref int count)
    {
        nuint bytes = 0;
        for (int i = 0; i < count; i++)
            if (found[i].Status == Success && (long)found[i].Workspace <= mostWorkspace) bytes = Math.Max(bytes, found[i].Workspace);
        var measured = stackalloc CuDnnAlgorithm[MostAlgorithms];
        int measuredCount = 0;
        nint workspace = bytes > 0 ? rent((long)bytes) : 0;
        int status = what.Pass switch
        {
            ConvolutionPass.Forward => _functions.FindForward(_handle, plan.Input, (void*)input, plan.Filter, (void*)filter, plan.Convolution, plan.Output, (void*)output, MostAlgorithms, &measuredCount, measured, (void*)workspace, bytes),
            ConvolutionPass.BackwardInput => _functions.FindBackwardData(_handle, plan.Filter, (void*)filter, plan.Output, (void*)output, plan.Convolution, plan.Input, (void*)input, MostAlgorithms, &measuredCount, measured, (void*)workspace, bytes),
            _ => _functions.FindBackwardFilter(_handle, plan.Input, (void*)input, plan.Output, (void*)output, plan.Convolution, plan.Filter, (void*)filter, MostAlgorithms, &measuredCount, measured, (void*)workspace, bytes),
        };
        if (status != Success || measuredCount == 0) return;
        for (int i = 0; i < measuredCount; i++) found[i] = measured[i];
        count = measuredCount;
    }

    private void Forget()
    {
        foreach (var plan in _plans.Values)
            if (plan is not null) Free(plan);
        _plans.Clear();
    }

    private void Free(Plan plan)
    {
        foreach (nint tensor in (nint[])[plan.Input, plan.Output, plan.Bias])
            if (tensor != 0) _functions.DestroyTensor(tensor);
        if (plan.Filter != 0) _functions.DestroyFilter(plan.Filter);
        if (plan.Convolution != 0) _functions.DestroyConvolution(plan.Convolution);
    }
}
