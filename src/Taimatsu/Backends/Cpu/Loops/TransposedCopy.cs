using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Copies between layouts whose innermost dimensions differ, by tiles, so that each cache line is read and written once. Element by element such a copy
/// reads a line for every element: five times slower on a 1024 × 1024 matrix.
/// </summary>
internal static unsafe class TransposedCopy
{
    private const int Rows = 16, Columns = 8;

    // What a band of a narrow target covers: a part of the first-level cache, since its lines are written in pieces.
    private const long BandBytes = 32 << 10;

    /// <summary>Copies if the target is contiguous along one dimension and the source along another, both long enough; else returns false.</summary>
    public static bool Try(in TensorIterator iterator)
    {
        int size = iterator[0].Type.ElementSize(), rank = iterator.Rank;
        if (iterator[1].Type != iterator[0].Type || rank < 2 || iterator.Count < 1024 || iterator.Stride(0, 0) != size || iterator.Stride(1, 0) == 0) return false;
        int other = 0;
        for (int d = 1; d < rank; d++)
            if (iterator.Stride(1, d) == size) other = d;
        if (other == 0 || iterator.Size(0) < 2 || iterator.Size(other) < 2) return false;
        // Without vectors a few elements are moved as fast by the general loop.
        bool blocks = size == sizeof(float) && VectorWidth.Bits >= 512 && BlockTranspose.IsSupported;
        if (!blocks && (iterator.Size(0) < 4 || iterator.Size(other) < 4)) return false;
        long* dimensions = stackalloc long[rank * 3];
        int outer = 0;
        for (int d = 1; d < rank; d++)
        {
            if (d == other) continue;
            dimensions[outer * 3] = iterator.Size(d);
            dimensions[outer * 3 + 1] = iterator.Stride(0, d);
            dimensions[outer * 3 + 2] = iterator.Stride(1, d);
            outer++;
        }
        fixed (byte* target = &iterator.Data(0), source = &iterator.Data(1))
        {
            var body = new Body
            {
                Target = target, Source = source, Size = size, Width = iterator.Size(0), Height = iterator.Size(other), TargetStep = iterator.Stride(0, other),
                SourceStep = iterator.Stride(1, 0), Dimensions = dimensions, Outer = outer, Band = Math.Max(Rows, BandBytes / Math.Max(1, Math.Abs(iterator.Stride(0, other))) / Rows * Rows),
            };
            body.Bands = (body.Height + body.Band - 1) / body.Band;
            long units = iterator.Count / (body.Width * body.Height) * body.Bands, grain = Math.Max(1, ElementLoop.Grain / (body.Band * body.Width));
            if (units <= grain) body.Run(0, units);
            else WorkerPool.For(units, grain, ref body);
        }
        iterator.KeepAlive();
        return true;
    }

    // A unit is a band: some elements along the source's inner dimension, all along the target's, so that lines are written one after the other. The other way round they are a row of the target
    // apart, and if that is a power of two, 1024 x 1024 floats take 440 us instead of 170.
    private struct Body : IRangeBody
    {
        public byte* Target, Source;
        public long Width, Height, TargetStep, SourceStep, Band, Bands;
        public long* Dimensions;
        public int Outer, Size;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            for (long unit = begin; unit < end; unit++)
            {
                long row = unit % Bands * Band, rest = unit / Bands;
                byte* target = Target + row * TargetStep;
                byte* source = Source + row * Size;
                for (int d = 0; d < Outer; d++)
                {
                    long i = rest % Dimensions[d * 3];
                    rest /= Dimensions[d * 3];
                    target += i * Dimensions[d * 3 + 1];
                    source += i * Dimensions[d * 3 + 2];
                }
                long height = Math.Min(Band, Height - row);
                if (Size == 4 && Width >= Rows && VectorWidth.Bits >= 512 && BlockTranspose.IsSupported)
                {
                    BlockTranspose.Pack((float*)target, TargetStep / sizeof(float), (float*)source, SourceStep / sizeof(float), Width, height);
                    continue;
                }
                for (long column = 0; column < Width; column += Rows, target += Rows * Size, source += Rows * SourceStep)
                {
                    long width = Math.Min(Rows, Width - column);
                    if (Size == 4) Tile<uint>(target, source, width, height);
                    else if (Size == 8) Tile<ulong>(target, source, width, height);
                    else if (Size == 2) Tile<ushort>(target, source, width, height);
                    else Tile<byte>(target, source, width, height);
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private readonly void Tile<T>(byte* target, byte* source, long width, long height) where T : unmanaged
        {
            long i = 0;
            if (sizeof(T) == 4 && VectorWidth.Bits >= 512 && BlockTranspose.IsSupported)
            {
                NarrowTranspose.Run((float*)target, TargetStep / sizeof(float), (float*)source, SourceStep / sizeof(float), (int)width, height);
                return;
            }
            if (sizeof(T) == 8 && width == Rows && VectorWidth.Bits >= 512 && BlockTranspose.IsSupported)
            {
                long targetStep = TargetStep / sizeof(double), sourceStep = SourceStep / sizeof(double);
                i = NarrowTranspose.Wide((double*)target, targetStep, (double*)source, sourceStep, height);
                NarrowTranspose.Wide((double*)target + NarrowTranspose.WideSide, targetStep, (double*)source + NarrowTranspose.WideSide * sourceStep, sourceStep, height);
            }
            if (sizeof(T) == 4 && width == Rows && Avx.IsSupported)
            {
                for (; i + Columns <= height; i += Columns)
                {
                    byte* from = source + i * 4, to = target + i * TargetStep;
                    Eight(from, SourceStep, to, TargetStep);
                    Eight(from + 8 * SourceStep, SourceStep, to + 32, TargetStep);
                }
            }
            for (; i + Columns <= height; i += Columns)
            {
                for (long j = 0; j < width; j++)
                {
                    T* from = (T*)(source + j * SourceStep) + i;
                    byte* to = target + i * TargetStep + j * sizeof(T);
                    *(T*)to = from[0];
                    *(T*)(to + TargetStep) = from[1];
                    *(T*)(to + 2 * TargetStep) = from[2];
                    *(T*)(to + 3 * TargetStep) = from[3];
                    *(T*)(to + 4 * TargetStep) = from[4];
                    *(T*)(to + 5 * TargetStep) = from[5];
                    *(T*)(to + 6 * TargetStep) = from[6];
                    *(T*)(to + 7 * TargetStep) = from[7];
                }
            }
            for (; i < height; i++)
                for (long j = 0; j < width; j++) *(T*)(target + i * TargetStep + j * sizeof(T)) = ((T*)(source + j * SourceStep))[i];
        }

        // Eight rows of eight floats become columns: pairs, then quarters, then halves change places.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Eight(byte* source, long sourceStep, byte* target, long targetStep)
        {
            Vector256<float> a = Load(source), b = Load(source + sourceStep), c = Load(source + 2 * sourceStep), d = Load(source + 3 * sourceStep);
            source += 4 * sourceStep;
            Vector256<float> e = Load(source), f = Load(source + sourceStep), g = Load(source + 2 * sourceStep), h = Load(source + 3 * sourceStep);
            Vector256<double> ab = Avx.UnpackLow(a, b).AsDouble(), ab2 = Avx.UnpackHigh(a, b).AsDouble(), cd = Avx.UnpackLow(c, d).AsDouble(), cd2 = Avx.UnpackHigh(c, d).AsDouble();
            Vector256<double> ef = Avx.UnpackLow(e, f).AsDouble(), ef2 = Avx.UnpackHigh(e, f).AsDouble(), gh = Avx.UnpackLow(g, h).AsDouble(), gh2 = Avx.UnpackHigh(g, h).AsDouble();
            Vector256<double> p0 = Avx.UnpackLow(ab, cd), p1 = Avx.UnpackHigh(ab, cd), p2 = Avx.UnpackLow(ab2, cd2), p3 = Avx.UnpackHigh(ab2, cd2);
            Vector256<double> q0 = Avx.UnpackLow(ef, gh), q1 = Avx.UnpackHigh(ef, gh), q2 = Avx.UnpackLow(ef2, gh2), q3 = Avx.UnpackHigh(ef2, gh2);
            Avx.Permute2x128(p0, q0, 0x20).Store((double*)target);
            Avx.Permute2x128(p1, q1, 0x20).Store((double*)(target + targetStep));
            Avx.Permute2x128(p2, q2, 0x20).Store((double*)(target + 2 * targetStep));
            Avx.Permute2x128(p3, q3, 0x20).Store((double*)(target + 3 * targetStep));
            target += 4 * targetStep;
            Avx.Permute2x128(p0, q0, 0x31).Store((double*)target);
            Avx.Permute2x128(p1, q1, 0x31).Store((double*)(target + targetStep));
            Avx.Permute2x128(p2, q2, 0x31).Store((double*)(target + 2 * targetStep));
            Avx.Permute2x128(p3, q3, 0x31).Store((double*)(target + 3 * targetStep));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Load(byte* source) => Vector256.Load((float*)source);
    }
}
