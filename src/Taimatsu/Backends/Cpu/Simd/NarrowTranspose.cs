using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>Transposes fewer than sixteen rows of floats, such as the three planes of a picture, and blocks of eight by eight elements of 64 bits, in the registers of AVX-512.</summary>
internal static unsafe class NarrowTranspose
{
    /// <summary>Rows and columns of a block of 64-bit elements.</summary>
    public const int WideSide = 8;

    /// <summary>to[p * width + i] = source[i * stride + p] for i below <paramref name="count"/>, at most 16, and p below <paramref name="depth"/>.</summary>
    public static void Run(float* to, long width, float* source, long stride, int count, long depth)
    {
        if (count <= 4) Four(to, width, source, stride, count, depth);
        else Sixteen(to, width, source, stride, count, depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* to, long width, float* source, long stride, int count, long depth)
    {
        // Rows that are not there are the last one.
        float* s1 = source + Math.Min(1, count - 1) * stride, s2 = source + Math.Min(2, count - 1) * stride, s3 = source + Math.Min(3, count - 1) * stride;
        var kept = Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).AsSingle();
        long p = 0;
        for (; p + 16 <= depth; p += 16, to += 16 * width)
        {
            Vector512<float> a = Vector512.Load(source + p), b = Vector512.Load(s1 + p), c = Vector512.Load(s2 + p), d = Vector512.Load(s3 + p);
            Vector512<double> ab0 = Avx512F.UnpackLow(a, b).AsDouble(), ab1 = Avx512F.UnpackHigh(a, b).AsDouble(), cd0 = Avx512F.UnpackLow(c, d).AsDouble(), cd1 = Avx512F.UnpackHigh(c, d).AsDouble();
            Every4(Avx512F.UnpackLow(ab0, cd0).AsSingle(), to, width, kept);
            Every4(Avx512F.UnpackHigh(ab0, cd0).AsSingle(), to + width, width, kept);
            Every4(Avx512F.UnpackLow(ab1, cd1).AsSingle(), to + 2 * width, width, kept);
            Every4(Avx512F.UnpackHigh(ab1, cd1).AsSingle(), to + 3 * width, width, kept);
        }
        for (; p < depth; p++, to += width)
            for (int i = 0; i < count; i++) to[i] = source[i * stride + p];
    }

    // Columns 0, 4, 8 and 12 of a block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Every4(Vector512<float> columns, float* to, long width, Vector128<float> kept)
    {
        Avx512F.VL.MaskStore(to, kept, Avx512F.ExtractVector128(columns, 0));
        Avx512F.VL.MaskStore(to + 4 * width, kept, Avx512F.ExtractVector128(columns, 1));
        Avx512F.VL.MaskStore(to + 8 * width, kept, Avx512F.ExtractVector128(columns, 2));
        Avx512F.VL.MaskStore(to + 12 * width, kept, Avx512F.ExtractVector128(columns, 3));
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sixteen(float* to, long width, float* source, long stride, int count, long depth)
    {
        // By way of a whole block on the stack.
        float* block = stackalloc float[BlockTranspose.Side * BlockTranspose.Side];
        float* rows = stackalloc float[BlockTranspose.Side * BlockTranspose.Side];
        var kept = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
        for (long p = 0; p < depth; p += BlockTranspose.Side)
        {
            int columns = (int)Math.Min(BlockTranspose.Side, depth - p);
            if (columns == BlockTranspose.Side)
                for (int i = 0; i < count; i++) Vector512.Load(source + i * stride + p).Store(rows + i * BlockTranspose.Side);
            else
                for (int i = 0; i < count; i++) V512<float>.Store(PartialVector.Load<V512<float>, float>(source + i * stride + p, columns), rows + i * BlockTranspose.Side);
            BlockTranspose.Pack(block, BlockTranspose.Side, rows, BlockTranspose.Side, BlockTranspose.Side, BlockTranspose.Side);
            for (int c = 0; c < columns; c++, to += width) Avx512F.MaskStore(to, kept, Vector512.Load(block + c * BlockTranspose.Side));
        }
    }

    /// <summary>to[p * width + i] = source[i * stride + p] for eight i and as many p as whole blocks hold; returns their number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static long Wide(double* to, long width, double* source, long stride, long depth)
    {
        const byte even = 0x88, odd = 0xDD;
        long p = 0;
        for (; p + WideSide <= depth; p += WideSide, to += WideSide * width)
        {
            double* x = source + p;
            Vector512<double> r0 = Vector512.Load(x), r1 = Vector512.Load(x + stride), r2 = Vector512.Load(x + 2 * stride), r3 = Vector512.Load(x + 3 * stride);
            x += 4 * stride;
            Vector512<double> r4 = Vector512.Load(x), r5 = Vector512.Load(x + stride), r6 = Vector512.Load(x + 2 * stride), r7 = Vector512.Load(x + 3 * stride);
            Vector512<double> a0 = Avx512F.UnpackLow(r0, r1), a1 = Avx512F.UnpackHigh(r0, r1), b0 = Avx512F.UnpackLow(r2, r3), b1 = Avx512F.UnpackHigh(r2, r3);
            Vector512<double> c0 = Avx512F.UnpackLow(r4, r5), c1 = Avx512F.UnpackHigh(r4, r5), d0 = Avx512F.UnpackLow(r6, r7), d1 = Avx512F.UnpackHigh(r6, r7);
            Vector512<double> e = Avx512F.Shuffle4x128(a0, b0, even), f = Avx512F.Shuffle4x128(c0, d0, even), g = Avx512F.Shuffle4x128(a0, b0, odd), h = Avx512F.Shuffle4x128(c0, d0, odd);
            Avx512F.Shuffle4x128(e, f, even).Store(to);
            Avx512F.Shuffle4x128(g, h, even).Store(to + 2 * width);
            Avx512F.Shuffle4x128(e, f, odd).Store(to + 4 * width);
            Avx512F.Shuffle4x128(g, h, odd).Store(to + 6 * width);
            (e, f, g, h) = (Avx512F.Shuffle4x128(a1, b1, even), Avx512F.Shuffle4x128(c1, d1, even), Avx512F.Shuffle4x128(a1, b1, odd), Avx512F.Shuffle4x128(c1, d1, odd));
            Avx512F.Shuffle4x128(e, f, even).Store(to + width);
            Avx512F.Shuffle4x128(g, h, even).Store(to + 3 * width);
            Avx512F.Shuffle4x128(e, f, odd).Store(to + 5 * width);
            Avx512F.Shuffle4x128(g, h, odd).Store(to + 7 * width);
        }
        return p;
    }
}
