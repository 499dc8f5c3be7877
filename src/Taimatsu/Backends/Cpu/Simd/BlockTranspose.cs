using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Transposes blocks of 16 by 16 floats in the registers of AVX-512. Whole cache lines are read and written once each: the narrower blocks of
/// <see cref="PanelTranspose"/> write a line in pieces, between which it leaves the first-level cache if the rows are a power of two apart.
/// </summary>
internal static unsafe class BlockTranspose
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Side = 16;

    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;
    }

    /// <summary>destination[p * width + i] = source[i * stride + p] for i below <paramref name="count"/>, at least 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(float* destination, long width, float* source, long stride, long count, long depth)
    {
        long whole = depth & ~(Side - 1L);
        for (long group = 0; group < count; group += Side)
        {
            // The last group overlaps the one before rather than leave a rest.
            long i = Math.Min(group, count - Side);
            float* row = source + i * stride, to = destination + i;
            for (long p = 0; p < whole; p += Side) Block(row + p, stride, to + p * width, width, Side);
            if (whole < depth) Block(row + whole, stride, to + whole * width, width, (int)(depth - whole));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* source, Vector512<float> mask) => Avx512F.MaskLoad(source, mask, Vector512<float>.Zero);

    // Sixteen rows of which the first columns count.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* source, long stride, float* to, long width, int columns)
    {
        Vector512<float> r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15;
        if (columns == Side)
        {
            r0 = Vector512.Load(source);
            r1 = Vector512.Load(source + stride);
            r2 = Vector512.Load(source + 2 * stride);
            r3 = Vector512.Load(source + 3 * stride);
            r4 = Vector512.Load(source + 4 * stride);
            r5 = Vector512.Load(source + 5 * stride);
            r6 = Vector512.Load(source + 6 * stride);
            r7 = Vector512.Load(source + 7 * stride);
            r8 = Vector512.Load(source + 8 * stride);
            r9 = Vector512.Load(source + 9 * stride);
            r10 = Vector512.Load(source + 10 * stride);
            r11 = Vector512.Load(source + 11 * stride);
            r12 = Vector512.Load(source + 12 * stride);
            r13 = Vector512.Load(source + 13 * stride);
            r14 = Vector512.Load(source + 14 * stride);
            r15 = Vector512.Load(source + 15 * stride);
        }
        else
        {
            var mask = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(columns)).AsSingle();
            r0 = Load(source, mask);
            r1 = Load(source + stride, mask);
            r2 = Load(source + 2 * stride, mask);
            r3 = Load(source + 3 * stride, mask);
            r4 = Load(source + 4 * stride, mask);
            r5 = Load(source + 5 * stride, mask);
            r6 = Load(source + 6 * stride, mask);
            r7 = Load(source + 7 * stride, mask);
            r8 = Load(source + 8 * stride, mask);
            r9 = Load(source + 9 * stride, mask);
            r10 = Load(source + 10 * stride, mask);
            r11 = Load(source + 11 * stride, mask);
            r12 = Load(source + 12 * stride, mask);
            r13 = Load(source + 13 * stride, mask);
            r14 = Load(source + 14 * stride, mask);
            r15 = Load(source + 15 * stride, mask);
        }
        Quarter(r0, r1, r2, r3, out var a0, out var a1, out var a2, out var a3);
        Quarter(r4, r5, r6, r7, out var b0, out var b1, out var b2, out var b3);
        Quarter(r8, r9, r10, r11, out var c0, out var c1, out var c2, out var c3);
        Quarter(r12, r13, r14, r15, out var d0, out var d1, out var d2, out var d3);
        Join(a0, b0, c0, d0, to + 0 * width, 4 * width, columns - 0);
        Join(a1, b1, c1, d1, to + 1 * width, 4 * width, columns - 1);
        Join(a2, b2, c2, d2, to + 2 * width, 4 * width, columns - 2);
        Join(a3, b3, c3, d3, to + 3 * width, 4 * width, columns - 3);
    }

    // Of four rows each column: the first result holds columns 0, 4, 8 and 12, the next one 1, 5, 9 and 13, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
    {
        Vector512<double> ab0 = Avx512F.UnpackLow(a, b).AsDouble(), ab1 = Avx512F.UnpackHigh(a, b).AsDouble(), cd0 = Avx512F.UnpackLow(c, d).AsDouble(), cd1 = Avx512F.UnpackHigh(c, d).AsDouble();
        first = Avx512F.UnpackLow(ab0, cd0).AsSingle();
        second = Avx512F.UnpackHigh(ab0, cd0).AsSingle();
        third = Avx512F.UnpackLow(ab1, cd1).AsSingle();
        fourth = Avx512F.UnpackHigh(ab1, cd1).AsSingle();
    }

    // Every fourth column, as far as there are columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, long step, int columns)
    {
        const byte Even = 0x88, Odd = 0xDD;
        Vector512<float> ab0 = Avx512F.Shuffle4x128(a, b, Even), ab1 = Avx512F.Shuffle4x128(a, b, Odd), cd0 = Avx512F.Shuffle4x128(c, d, Even), cd1 = Avx512F.Shuffle4x128(c, d, Odd);
        if (columns > 0) Avx512F.Shuffle4x128(ab0, cd0, Even).Store(to);
        if (columns > 4) Avx512F.Shuffle4x128(ab1, cd1, Even).Store(to + step);
        if (columns > 8) Avx512F.Shuffle4x128(ab0, cd0, Odd).Store(to + 2 * step);
        if (columns > 12) Avx512F.Shuffle4x128(ab1, cd1, Odd).Store(to + 3 * step);
    }
}
