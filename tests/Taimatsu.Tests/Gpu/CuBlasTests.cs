using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Taimatsu.Backends;
using Taimatsu.Gpu;

namespace Taimatsu.Tests.Gpu;

/// <summary>
/// How products are put to cuBLAS: against a stand-in that takes the library's arguments and does what its documentation says, by columns, on the emulation's memory.
/// </summary>
public unsafe class CuBlasTests
{
    private static readonly GpuBackend s_backend = Emulation();

    [ThreadStatic]
    private static int s_calls, s_batchedCalls, s_lastCompute, s_mathMode;

    private static GpuBackend Emulation()
    {
        var backend = (GpuBackend)new EmulatedDevices().Get(0);
        var functions = new CuBlasFunctions { Create = &Create, SetStream = &SetStream, SetMathMode = &SetMathMode, GemmEx = &GemmEx, GemmStridedBatchedEx = &GemmStridedBatchedEx };
        backend.CuBlas = CuBlas.TryCreate(functions, 0);
        Assert.NotNull(backend.CuBlas);
        return backend;
    }

    public static TheoryData<string, string, string> Layouts()
    {
        var data = new TheoryData<string, string, string>();
        string[] ways = ["rows", "columns", "gaps in rows", "gaps in columns", "every other"];
        foreach (string target in ways)
            foreach (string left in ways)
                foreach (string right in ways) data.Add(target, left, right);
        return data;
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Any_layout_gives_the_product(string target, string left, string right)
    {
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16])
            foreach (var (batch, m, n, k) in ((int, int, int, int)[])[(1, 3, 4, 5), (2, 3, 4, 2), (1, 1, 4, 5), (1, 3, 1, 5), (1, 3, 4, 1), (3, 1, 1, 1)])
                foreach (bool biased in (bool[])[false, true])
                    foreach (double beta in (double[])[0, 0.5])
                        Check(type, batch, m, n, k, target, left, right, biased, biased ? 0 : beta);
    }

    [Fact]
    public void Broadcast_batches_and_settings_reach_the_library()
    {
        var left = Make(ScalarType.Float32, "rows", 1, 3, 5);
        left = left.With(new Layout([4, 3, 5], [0, 5, 1]));
        Operand right = Make(ScalarType.Float32, "columns", 4, 5, 2), target = Make(ScalarType.Float32, "rows", 4, 3, 2);
        s_batchedCalls = 0;
        double[] expected = Expected(target, left, right, default, 0, 2);
        s_backend.MatrixProduct(target, left, right, default, 2, 0);
        Same(expected, target, "broadcast");
        Assert.Equal(1, s_batchedCalls);
        Assert.Equal(68, s_lastCompute);
        var library = s_backend.CuBlas!;
        var one = new CuBlasMatrix(Address(target), false, 2, 0);
        Assert.True(library.TryMultiply(ScalarType.Float32, 1, 1, 1, 1, 1, one, one, 0, one, new ProductPrecision(true, true, true)));
        Assert.Equal(77, s_lastCompute);
        Assert.True(library.TryMultiply(ScalarType.BFloat16, 1, 1, 1, 1, 1, one, one, 0, one, new ProductPrecision(true, true, false)));
        Assert.Equal((68, 16), (s_lastCompute, s_mathMode));
        Assert.True(library.TryMultiply(ScalarType.Float64, 1, 1, 1, 1, 1, one, one, 0, one, new ProductPrecision(true, true, false)));
        Assert.Equal((70, 0), (s_lastCompute, s_mathMode));
    }

    [Fact]
    public void Sixteen_bit_products_without_the_library()
    {
        foreach (var type in (ScalarType[])[ScalarType.Float16, ScalarType.BFloat16])
        {
            Tensor a = torch.arange(35).remainder(11).sub(5).to(type).view(5, 7), b = torch.arange(42).remainder(9).sub(4).to(type).view(7, 6), c = torch.arange(6).to(type);
            Assert.Equal(torch.addmm(c, a, b).ToFlatArray<double>(), torch.addmm(c.cuda(), a.cuda(), b.cuda()).cpu().ToFlatArray<double>());
            Assert.Equal(a.matmul(b).ToFlatArray<double>(), a.cuda().matmul(b.cuda()).cpu().ToFlatArray<double>());
        }
    }

    private static void Check(ScalarType type, int batch, int m, int n, int k, string target, string left, string right, bool biased, double beta)
    {
        Operand a = Make(type, left, batch, m, k), b = Make(type, right, batch, k, n), c = Make(type, target, batch, m, n), bias = biased ? Row(Make(type, "rows", 1, 1, n)) : default;
        double[] expected = Expected(c, a, b, bias, beta, 2);
        s_calls = 0;
        if (type.IsReducedFloatingPoint()) Assert.True(s_backend.TryReducedMatrixProduct(c, a, b, bias, 2, beta));
        else s_backend.MatrixProduct(c, a, b, bias, 2, beta);
        Assert.Equal(1, s_calls);
        Same(expected, c, $"{type} [{batch}, {m}, {k}] @ [{batch}, {k}, {n}], bias {biased}, beta {beta}");
    }

    private static Operand Row(in Operand operand) => operand.With(new Layout([operand.Size(2)], [operand.Stride(2)]));

    private static double[] Expected(in Operand c, in Operand a, in Operand b, in Operand bias, double beta, double alpha)
    {
        var result = new List<double>();
        for (long i = 0; i < c.Size(0); i++)
            for (long row = 0; row < c.Size(1); row++)
                for (long column = 0; column < c.Size(2); column++)
                {
                    double sum = 0;
                    for (long k = 0; k < a.Size(2); k++) sum += At(a, i, row, k) * At(b, i, k, column);
                    result.Add(alpha * sum + (bias.Storage is null ? 0 : Number(Address(bias) + (nint)(column * bias.Stride(0) * bias.Type.ElementSize()), bias.Type)) + beta * At(c, i, row, column));
                }
        return [.. result];
    }

    private static void Same(double[] expected, in Operand actual, string what)
    {
        int at = 0;
        for (long i = 0; i < actual.Size(0); i++)
            for (long row = 0; row < actual.Size(1); row++)
                for (long column = 0; column < actual.Size(2); column++, at++)
                    Assert.True(expected[at] == At(actual, i, row, column), $"{what}: element {i}, {row}, {column} is {At(actual, i, row, column)}, expected {expected[at]}");
    }

    // Small whole numbers, so that every type is exact.
    private static Operand Make(ScalarType type, string way, long batch, long rows, long columns)
    {
        long[] strides = way switch
        {
            "rows" => [rows * columns, columns, 1],
            "columns" => [rows * columns, 1, rows],
            "gaps in rows" => [rows * (columns + 2) + 3, columns + 2, 1],
            "gaps in columns" => [columns * (rows + 1) + 2, 1, rows + 1],
            _ => [rows * columns * 4, columns * 4, 2],
        };
        var layout = new Layout([batch, rows, columns], strides);
        long elements = 2 + layout.Extent();
        var operand = new Operand(s_backend.Allocate(elements * type.ElementSize()), 2, layout, type);
        var values = torch.arange(elements).mul(7).remainder(5).sub(2).to(type);
        s_backend.Upload(new ReadOnlySpan<byte>(Unsafe.AsPointer(ref values.Storage.Data), (int)(elements * type.ElementSize())), new Operand(operand.Storage, 0, Layout.Contiguous([elements]), type));
        GC.KeepAlive(values);
        return operand;
    }

    private static nint Address(in Operand operand) => operand.Storage.Block!.Pointer + (nint)(operand.Offset * operand.Type.ElementSize());

    private static double At(in Operand operand, long i, long row, long column)
        => Number(Address(operand) + (nint)((i * operand.Stride(0) + row * operand.Stride(1) + column * operand.Stride(2)) * operand.Type.ElementSize()), operand.Type);

    private static double Number(nint at, ScalarType type) => type switch
    {
        ScalarType.Float32 => *(float*)at,
        ScalarType.Float64 => *(double*)at,
        ScalarType.Float16 => (double)*(Half*)at,
        _ => BitConverter.Int32BitsToSingle(*(ushort*)at << 16),
    };

    private static void Put(nint at, int type, double value)
    {
        if (type == 0) *(float*)at = (float)value;
        else if (type == 1) *(double*)at = value;
        else if (type == 2) *(Half*)at = (Half)value;
        else *(ushort*)at = (ushort)(BitConverter.SingleToInt32Bits((float)value) >> 16);
    }

    [UnmanagedCallersOnly]
    private static int Create(nint* handle)
    {
        *handle = 77;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int SetStream(nint handle, nint stream) => handle == 77 ? 0 : 1;

    [UnmanagedCallersOnly]
    private static int SetMathMode(nint handle, int mode)
    {
        s_mathMode = mode;
        return handle == 77 ? 0 : 1;
    }

    [UnmanagedCallersOnly]
    private static int GemmEx(nint handle, int opA, int opB, int m, int n, int k, void* alpha, void* a, int typeA, int lda, void* b, int typeB, int ldb, void* beta, void* c, int typeC, int ldc, int compute, int algorithm)
        => Gemm(handle, opA, opB, m, n, k, alpha, (nint)a, typeA, lda, (nint)b, typeB, ldb, beta, (nint)c, typeC, ldc, compute, algorithm);

    [UnmanagedCallersOnly]
    private static int GemmStridedBatchedEx(nint handle, int opA, int opB, int m, int n, int k, void* alpha, void* a, int typeA, int lda, long strideA, void* b, int typeB, int ldb, long strideB, void* beta,
        void* c, int typeC, int ldc, long strideC, int batch, int compute, int algorithm)
    {
        s_batchedCalls++;
        int size = Size(typeA), calls = s_calls;
        for (int i = 0; i < batch; i++)
            if (Gemm(handle, opA, opB, m, n, k, alpha, (nint)a + (nint)(i * strideA * size), typeA, lda, (nint)b + (nint)(i * strideB * size), typeB, ldb, beta, (nint)c + (nint)(i * strideC * size), typeC, ldc, compute, algorithm) != 0) return 7;
        s_calls = calls + 1;
        return 0;
    }

    private static int Size(int type) => type == 0 ? 4 : type == 1 ? 8 : 2;

    private static int Gemm(nint handle, int opA, int opB, int m, int n, int k, void* alpha, nint a, int typeA, int lda, nint b, int typeB, int ldb, void* beta, nint c, int typeC, int ldc, int compute, int algorithm)
    {
        s_calls++;
        s_lastCompute = compute;
        if (handle != 77 || opA is not (0 or 1) || opB is not (0 or 1) || algorithm != -1 || typeA != typeB || typeA != typeC || typeA is not (0 or 1 or 2 or 14)) return 7;
        if (compute != (typeA == 1 ? 70 : 68) && !(typeA == 0 && compute == 77)) return 7;
        if (lda < Math.Max(1, opA == 0 ? m : k) || ldb < Math.Max(1, opB == 0 ? k : n) || ldc < Math.Max(1, m)) return 7;
        double factor = compute == 70 ? *(double*)alpha : *(float*)alpha, keep = compute == 70 ? *(double*)beta : *(float*)beta;
        var type = typeA switch { 0 => ScalarType.Float32, 1 => ScalarType.Float64, 2 => ScalarType.Float16, _ => ScalarType.BFloat16 };
        int size = Size(typeA);
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++)
            {
                double sum = 0;
                for (int l = 0; l < k; l++)
                    sum += Number(a + (nint)size * (opA == 0 ? i + (nint)l * lda : l + (nint)i * lda), type) * Number(b + (nint)size * (opB == 0 ? l + (nint)j * ldb : j + (nint)l * ldb), type);
                nint at = c + size * (i + (nint)j * ldc);
                Put(at, typeC, factor * sum + (keep == 0 ? 0 : keep * Number(at, type)));
            }
        return 0;
    }
}
