using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Taimatsu.Backends;
using Taimatsu.Gpu;

namespace Taimatsu.Tests.Gpu;

/// <summary>How convolutions are put to cuDNN: against a stand-in that keeps descriptors as the library's documentation has them, on the emulation's memory.</summary>
public unsafe class CuDnnTests
{
    private static readonly GpuBackend s_backend = Emulation();
    private static readonly List<int[]> s_descriptors = [[]];

    [ThreadStatic]
    private static int s_runs, s_finds, s_refuses, s_math, s_workspace;

    private static GpuBackend Emulation()
    {
        var backend = (GpuBackend)new EmulatedDevices().Get(0);
        var functions = new CuDnnFunctions
        {
            GetVersion = &GetVersion, Create = &Create, SetStream = &SetStream, CreateTensor = &CreateDescriptor, CreateFilter = &CreateDescriptor, CreateConvolution = &CreateDescriptor,
            DestroyTensor = &Destroy, DestroyFilter = &Destroy, DestroyConvolution = &Destroy, SetTensor4d = &SetTensor4d, SetFilter4d = &SetFilter4d, SetConvolution2d = &SetConvolution2d,
            SetGroupCount = &SetGroupCount, SetMathType = &SetMathType, GetForward = &GetForward, GetBackwardData = &GetBackwardData, GetBackwardFilter = &GetBackwardFilter,
            FindForward = &FindForward, FindBackwardData = &FindForward, FindBackwardFilter = &FindForward, Forward = &Forward, BackwardData = &BackwardData, BackwardFilter = &BackwardFilter, AddTensor = &AddTensor,
        };
        backend.CuDnn = CuDnn.TryCreate(functions, 0);
        Assert.Equal(91002, backend.ConvolutionLibraryVersion);
        return backend;
    }

    private static readonly ConvolutionWindow s_window = new(2, 1, 1, 0, 1, 2, 2);

    [Theory]
    [InlineData(ScalarType.Float32, false), InlineData(ScalarType.Float64, false), InlineData(ScalarType.Float16, false), InlineData(ScalarType.BFloat16, false)]
    [InlineData(ScalarType.Float32, true), InlineData(ScalarType.Float64, true), InlineData(ScalarType.Float16, true), InlineData(ScalarType.BFloat16, true)]
    public void All_three_passes_give_the_convolution_whether_the_library_takes_it_or_not(ScalarType type, bool refuses)
    {
        s_refuses = refuses ? 1 : 0;
        (s_runs, s_workspace) = (0, 0);
        // A width of its own for each, since what was refused is remembered.
        long width = refuses ? 7 : 6;
        Tensor x = Whole(type, 2, 4, 5, width), w = Whole(type, 6, 2, 3, 2), b = Whole(type, 6), y = torch.nn.functional.conv2d(x, w, b, (2, 1), (1, 0), (1, 2), 2), g = Whole(type, y.shape.ToArray());
        Operand xo = Put(x), wo = Put(w), bo = Put(b), go = Put(g);
        Operand yo = Put(torch.zeros_like(y)), gx = Put(torch.zeros_like(x)), gw = Put(torch.zeros_like(w));
        s_backend.Convolution(yo, xo, wo, bo, s_window);
        s_backend.ConvolutionBackwardInput(gx, go, wo, s_window);
        s_backend.ConvolutionBackwardWeight(gw, go, xo, s_window);
        Same(y, yo, "output");
        var (dx, dw) = Gradients(x, w, g);
        Same(dx, gx, "gradient by the input");
        Same(dw, gw, "gradient by the weight");
        Assert.Equal(refuses ? 0 : 3, s_runs);
        if (refuses) return;
        Assert.Equal(64, s_workspace);
        Assert.Equal(type is ScalarType.Float16 or ScalarType.BFloat16 ? 1 : 0, s_math);
    }

    [Fact]
    public void Settings_reach_the_library()
    {
        var library = s_backend.CuDnn!;
        var x = Put(Whole(ScalarType.Float32, 1, 1, 3, 3));
        nint at = Address(x), memory = Address(Put(torch.zeros(64)));
        var what = new ConvolutionCase(ConvolutionPass.Forward, ScalarType.Float32, 1, 1, 3, 3, 1, 1, 1, 3, 3, new ConvolutionWindow(1, 1, 0, 0, 1, 1, 1), true, false, false);
        (s_finds, s_refuses) = (0, 0);
        Assert.True(library.TryRun(what, at, at, memory, 0, 1 << 20, _ => memory));
        Assert.Equal((0, 0), (s_math, s_finds));
        Assert.True(library.TryRun(what with { AllowsTf32 = false }, at, at, memory, 0, 1 << 20, _ => memory));
        Assert.Equal(3, s_math);
        Assert.True(library.TryRun(what with { Tries = true }, at, at, memory, 0, 1 << 20, _ => memory));
        Assert.Equal(1, s_finds);
        s_workspace = -1;
        Assert.True(library.TryRun(what with { Deterministic = true }, at, at, memory, 0, 1 << 20, _ => memory));
        Assert.Equal(0, s_workspace);
        Assert.True(library.TryRun(what with { Height = 4, OutputH = 4 }, at, at, memory, 0, 10, _ => memory));
        Assert.Equal(0, s_workspace);
    }

    private static (Tensor, Tensor) Gradients(Tensor x, Tensor w, Tensor g)
    {
        Tensor x64 = x.to(ScalarType.Float64).requires_grad_(), w64 = w.to(ScalarType.Float64).requires_grad_();
        torch.nn.functional.conv2d(x64, w64, null, (2, 1), (1, 0), (1, 2), 2).backward(g.to(ScalarType.Float64));
        return (x64.grad!, w64.grad!);
    }

    // Small enough to be exact in every type.
    private static Tensor Whole(ScalarType type, params long[] sizes) => torch.arange(sizes.Aggregate(1L, (a, b) => a * b)).mul(7).remainder(3).sub(1).to(type).reshape(sizes);

    private static void Same(Tensor expected, in Operand actual, string what)
    {
        double[] e = expected.ToFlatArray<double>();
        for (int i = 0; i < e.Length; i++)
        {
            double a = Number(Address(actual) + i * actual.Type.ElementSize(), actual.Type);
            Assert.True(a == e[i], $"{what}, element {i}: {a}, expected {e[i]}");
        }
        actual.KeepAlive();
    }

    private static Operand Put(Tensor tensor)
    {
        var operand = new Operand(s_backend.Allocate(tensor.numel() * tensor.dtype.ElementSize()), 0, Layout.Contiguous(tensor.shape.ToArray()), tensor.dtype);
        fixed (byte* from = &tensor.Storage.Data) s_backend.Upload(new ReadOnlySpan<byte>(from, (int)(tensor.numel() * tensor.dtype.ElementSize())), operand);
        GC.KeepAlive(tensor);
        return operand;
    }

    private static nint Address(in Operand operand) => operand.Storage.Block!.Pointer;

    private static double Number(nint at, ScalarType type) => type switch
    {
        ScalarType.Float32 => *(float*)at,
        ScalarType.Float64 => *(double*)at,
        ScalarType.Float16 => (double)*(Half*)at,
        _ => BitConverter.Int32BitsToSingle(*(ushort*)at << 16),
    };

    private static void Store(nint at, ScalarType type, double value)
    {
        if (type == ScalarType.Float32) *(float*)at = (float)value;
        else if (type == ScalarType.Float64) *(double*)at = value;
        else if (type == ScalarType.Float16) *(Half*)at = (Half)value;
        else *(ushort*)at = (ushort)(BitConverter.SingleToInt32Bits((float)value) >> 16);
    }

    // A descriptor is its numbers: tensors (0, type, n, c, h, w), filters (1, type, k, c, h, w), convolutions (2, padding, stride, dilation, mode, compute type, groups, math type).
    [UnmanagedCallersOnly]
    private static int CreateDescriptor(nint* descriptor)
    {
        lock (s_descriptors)
        {
            s_descriptors.Add(new int[12]);
            *descriptor = s_descriptors.Count - 1;
        }
        return 0;
    }

    private static int[] Of(nint descriptor)
    {
        lock (s_descriptors) return s_descriptors[(int)descriptor];
    }

    private static int Set(nint descriptor, params int[] numbers)
    {
        numbers.CopyTo(Of(descriptor), 0);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nuint GetVersion() => 91002;

    [UnmanagedCallersOnly]
    private static int Create(nint* handle)
    {
        *handle = 5;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int SetStream(nint handle, nint stream) => handle == 5 && stream == 0 ? 0 : 2000;

    [UnmanagedCallersOnly]
    private static int Destroy(nint descriptor) => descriptor > 0 ? 0 : 2000;

    [UnmanagedCallersOnly]
    private static int SetTensor4d(nint descriptor, int format, int type, int n, int c, int h, int w) => format != 0 ? 2000 : Set(descriptor, 0, type, n, c, h, w);

    [UnmanagedCallersOnly]
    private static int SetFilter4d(nint descriptor, int type, int format, int k, int c, int h, int w) => format != 0 ? 2000 : Set(descriptor, 1, type, k, c, h, w);

    [UnmanagedCallersOnly]
    private static int SetConvolution2d(nint descriptor, int paddingH, int paddingW, int strideH, int strideW, int dilationH, int dilationW, int mode, int compute)
        => mode != 1 || compute is not (0 or 1) ? 2000 : Set(descriptor, 2, paddingH, paddingW, strideH, strideW, dilationH, dilationW, mode, compute, 1);

    [UnmanagedCallersOnly]
    private static int SetGroupCount(nint descriptor, int groups)
    {
        Of(descriptor)[9] = groups;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int SetMathType(nint descriptor, int math)
    {
        Of(descriptor)[10] = math;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetForward(nint handle, nint input, nint filter, nint convolution, nint output, int wanted, int* returned, CuDnnAlgorithm* found) => Get(handle, input, filter, output, convolution, wanted, returned, found);

    [UnmanagedCallersOnly]
    private static int GetBackwardData(nint handle, nint filter, nint output, nint convolution, nint input, int wanted, int* returned, CuDnnAlgorithm* found) => Get(handle, input, filter, output, convolution, wanted, returned, found);

    [UnmanagedCallersOnly]
    private static int GetBackwardFilter(nint handle, nint input, nint output, nint convolution, nint filter, int wanted, int* returned, CuDnnAlgorithm* found) => Get(handle, input, filter, output, convolution, wanted, returned, found);

    // One that fails, a fast one with a workspace that is not deterministic, a slow one.
    private static int Get(nint handle, nint input, nint filter, nint output, nint convolution, int wanted, int* returned, CuDnnAlgorithm* found)
    {
        Assert.Equal(48, sizeof(CuDnnAlgorithm));
        if (handle != 5 || wanted < 3 || Of(input)[0] != 0 || Of(filter)[0] != 1 || Of(output)[0] != 0 || Of(convolution)[0] != 2) return 2000;
        if (s_refuses != 0) return 3000;
        int math = Of(convolution)[10];
        found[0] = new CuDnnAlgorithm { Algorithm = 9, Status = 3000 };
        found[1] = new CuDnnAlgorithm { Algorithm = 1, Workspace = 64, MathType = math };
        found[2] = new CuDnnAlgorithm { Algorithm = 2, Determinism = 1, MathType = math };
        *returned = 3;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int FindForward(nint handle, nint a, void* aMemory, nint b, void* bMemory, nint convolution, nint c, void* cMemory, int wanted, int* returned, CuDnnAlgorithm* found, void* workspace, nuint bytes)
    {
        s_finds++;
        if (handle != 5 || bytes != 64 || workspace == null || Of(convolution)[0] != 2) return 2000;
        found[0] = new CuDnnAlgorithm { Algorithm = 2, Determinism = 1, MathType = Of(convolution)[10] };
        *returned = 1;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Forward(nint handle, void* alpha, nint input, void* x, nint filter, void* w, nint convolution, int algorithm, void* workspace, nuint bytes, void* beta, nint output, void* y)
        => Run(0, input, x, filter, w, output, y, convolution, algorithm, workspace, bytes, alpha, beta);

    [UnmanagedCallersOnly]
    private static int BackwardData(nint handle, void* alpha, nint filter, void* w, nint output, void* y, nint convolution, int algorithm, void* workspace, nuint bytes, void* beta, nint input, void* x)
        => Run(1, input, x, filter, w, output, y, convolution, algorithm, workspace, bytes, alpha, beta);

    [UnmanagedCallersOnly]
    private static int BackwardFilter(nint handle, void* alpha, nint input, void* x, nint output, void* y, nint convolution, int algorithm, void* workspace, nuint bytes, void* beta, nint filter, void* w)
        => Run(2, input, x, filter, w, output, y, convolution, algorithm, workspace, bytes, alpha, beta);

    [UnmanagedCallersOnly]
    private static int AddTensor(nint handle, void* alpha, nint bias, void* b, void* beta, nint output, void* y)
    {
        int[] o = Of(output);
        var type = Type(o[1]);
        if (Of(bias)[3] != o[3] || Factor(alpha, type) != 1 || Factor(beta, type) != 1) return 2000;
        int size = type.ElementSize();
        for (int i = 0; i < o[2] * o[3] * o[4] * o[5]; i++)
        {
            nint at = (nint)y + i * size;
            Store(at, type, Number(at, type) + Number((nint)b + i / (o[4] * o[5]) % o[3] * size, type));
        }
        return 0;
    }

    private static ScalarType Type(int number) => number switch { 0 => ScalarType.Float32, 1 => ScalarType.Float64, 2 => ScalarType.Float16, _ => ScalarType.BFloat16 };

    private static double Factor(void* factor, ScalarType type) => type == ScalarType.Float64 ? *(double*)factor : *(float*)factor;

    private static int Run(int pass, nint input, void* x, nint filter, void* w, nint output, void* y, nint convolution, int algorithm, void* workspace, nuint bytes, void* alpha, void* beta)
    {
        int[] i = Of(input), f = Of(filter), o = Of(output), c = Of(convolution);
        s_runs++;
        s_math = c[10];
        s_workspace = (int)bytes;
        var type = Type(i[1]);
        if (Factor(alpha, type) != 1 || Factor(beta, type) != 0 || (algorithm == 1 ? bytes != 64 || workspace == null : algorithm != 2)) return 2000;
        int size = type.ElementSize(), groups = c[9];
        nint result = (nint)(pass == 0 ? y : pass == 1 ? x : w);
        int[] shape = pass == 0 ? o : pass == 1 ? i : f;
        var sums = new double[shape[2] * shape[3] * shape[4] * shape[5]];
        for (int n = 0; n < o[2]; n++)
            for (int k = 0; k < o[3]; k++)
                for (int oy = 0; oy < o[4]; oy++)
                    for (int ox = 0; ox < o[5]; ox++)
                        for (int ch = 0; ch < f[3]; ch++)
                            for (int ky = 0; ky < f[4]; ky++)
                                for (int kx = 0; kx < f[5]; kx++)
                                {
                                    int iy = oy * c[3] - c[1] + ky * c[5], ix = ox * c[4] - c[2] + kx * c[6], channel = k / (o[3] / groups) * f[3] + ch;
                                    if (iy < 0 || iy >= i[4] || ix < 0 || ix >= i[5]) continue;
                                    int xAt = ((n * i[3] + channel) * i[4] + iy) * i[5] + ix, wAt = ((k * f[3] + ch) * f[4] + ky) * f[5] + kx, yAt = ((n * o[3] + k) * o[4] + oy) * o[5] + ox;
                                    double xv = Number((nint)x + xAt * size, type), wv = Number((nint)w + wAt * size, type), yv = Number((nint)y + yAt * size, type);
                                    if (pass == 0) sums[yAt] += xv * wv;
                                    else if (pass == 1) sums[xAt] += yv * wv;
                                    else sums[wAt] += xv * yv;
                                }
        for (int e = 0; e < sums.Length; e++) Store(result + e * size, type, sums[e]);
        return 0;
    }
}
