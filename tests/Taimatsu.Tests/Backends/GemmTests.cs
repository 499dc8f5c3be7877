using System.Numerics;
using System.Runtime.InteropServices;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Backends;

[Collection(nameof(ThreadCountCollection))]
public sealed unsafe class GemmTests : IDisposable
{
    private readonly int threads = WorkerPool.ThreadCount;

    public void Dispose() => WorkerPool.ThreadCount = threads;

    public static TheoryData<string> Levels => [.. Enum.GetValues<SimdLevel>().Where(InstructionSet.IsSupported).Select(level => level.ToString())];

    /// <summary>A product with its operands in memory of any layout, checked element by element. Small integers, so that every order of summation is exact.</summary>
    private sealed class Case<T>
        where T : unmanaged, INumber<T>
    {
        public int M, N, K, Gap = 1;
        public bool TransposeA, TransposeB, TransposeC, RowBias, ColumnBias, Relu;
        public T Alpha = T.One, Beta = T.Zero;

        public override string ToString() =>
            $"{typeof(T).Name} ({M}, {K}) @ ({K}, {N}), transposed {TransposeA} {TransposeB} {TransposeC}, gap {Gap}, alpha {Alpha}, beta {Beta}, bias {RowBias} {ColumnBias}, relu {Relu}";

        public void Check(GemmKernels<T> kernels, Random random)
        {
            // Exactly as long as the operands reach, so that a kernel that writes past them destroys the guard behind.
            T[] a = Fill(M * K * Gap, random), b = Fill(K * N * Gap, random), c = Fill(M * N * Gap + 32, random);
            T[] rowBias = Fill(M, random), columnBias = Fill(N, random);
            (long aRow, long aColumn) = TransposeA ? ((long)Gap, (long)M * Gap) : ((long)K * Gap, Gap);
            (long bRow, long bColumn) = TransposeB ? ((long)Gap, (long)K * Gap) : ((long)N * Gap, Gap);
            (long cRow, long cColumn) = TransposeC ? ((long)Gap, (long)M * Gap) : ((long)N * Gap, Gap);
            T[] expected = (T[])c.Clone();
            if (Beta == T.Zero && typeof(T) == typeof(float))
                for (int i = 0; i < M; i++)
                    for (int j = 0; j < N; j++) c[i * cRow + j * cColumn] = (T)(object)float.NaN;
            for (int i = 0; i < M; i++)
            {
                for (int j = 0; j < N; j++)
                {
                    T sum = T.Zero;
                    for (int p = 0; p < K; p++) sum += a[i * aRow + p * aColumn] * b[p * bRow + j * bColumn];
                    ref T place = ref expected[i * cRow + j * cColumn];
                    sum = Alpha * sum + (Beta == T.Zero ? T.Zero : Beta * place);
                    if (RowBias) sum += rowBias[i];
                    if (ColumnBias) sum += columnBias[j];
                    place = Relu && sum < T.Zero ? T.Zero : sum;
                }
            }
            fixed (T* pa = a, pb = b, pc = c, pr = rowBias, pq = columnBias)
            {
                var epilogue = new GemmEpilogue<T>
                {
                    RowBias = RowBias ? pr : null, ColumnBias = ColumnBias ? pq : null, Activation = Relu ? GemmActivation.Relu : GemmActivation.None,
                };
                Gemm.Multiply(kernels, M, N, K, Alpha, pa, aRow, aColumn, pb, bRow, bColumn, Beta, pc, cRow, cColumn, epilogue);
            }
            for (int i = 0; i < c.Length; i++)
                if (c[i] != expected[i]) Assert.Fail($"{this}, {kernels.Level}: element {i} of the memory of C is {c[i]}, expected {expected[i]}");
        }

        private static T[] Fill(int length, Random random)
        {
            var values = new T[length];
            for (int i = 0; i < length; i++) values[i] = T.CreateTruncating(random.Next(-4, 5));
            return values;
        }
    }

    private static void Sweep<T>(SimdLevel level, int rounds)
        where T : unmanaged, INumber<T>
    {
        GemmKernels<T> kernels = GemmKernels<T>.For(level);
        var random = new Random(11);
        T two = T.One + T.One;
        for (int i = 0; i < rounds; i++)
        {
            new Case<T>
            {
                M = random.Next(1, i % 3 == 0 ? 80 : 18),
                N = random.Next(1, i % 5 == 0 ? 300 : 40),
                K = i % 11 == 0 ? 1 : random.Next(0, i % 7 == 0 ? 1300 : 60),
                Gap = random.Next(3) == 0 ? 2 : 1,
                TransposeA = random.Next(2) == 0,
                TransposeB = random.Next(2) == 0,
                TransposeC = random.Next(3) == 0,
                Alpha = random.Next(3) == 0 ? two : T.One,
                Beta = random.Next(3) switch { 0 => T.Zero, 1 => T.One, _ => two },
                RowBias = random.Next(3) == 0,
                ColumnBias = random.Next(3) == 0,
                Relu = random.Next(3) == 0,
            }.Check(kernels, random);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void FloatMatchesTheDefinition(string level) => Sweep<float>(Enum.Parse<SimdLevel>(level), 400);

    [Theory]
    [MemberData(nameof(Levels))]
    public void DoubleMatchesTheDefinition(string level) => Sweep<double>(Enum.Parse<SimdLevel>(level), 400);

    [Fact]
    public void IntegersMatchTheDefinition()
    {
        Sweep<byte>(SimdLevel.Portable, 150);
        Sweep<sbyte>(SimdLevel.Portable, 150);
        Sweep<short>(SimdLevel.Portable, 150);
        Sweep<int>(SimdLevel.Portable, 150);
        Sweep<long>(SimdLevel.Portable, 150);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void EveryTileShapeMatchesTheDefinition(string level)
    {
        GemmKernels<float> kernels = GemmKernels<float>.For(Enum.Parse<SimdLevel>(level));
        var random = new Random(3);
        for (int m = 1; m <= kernels.MaxRows + 2; m++)
            for (int n = 1; n <= kernels.Width + 2; n++)
                new Case<float> { M = m, N = n, K = 9, TransposeB = n % 2 == 0 }.Check(kernels, random);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void SizesBeyondOneBlockMatchTheDefinition(string level)
    {
        GemmKernels<float> kernels = GemmKernels<float>.For(Enum.Parse<SimdLevel>(level));
        var random = new Random(4);
        new Case<float> { M = 300, N = 130, K = 1100, Beta = 1 }.Check(kernels, random);
        new Case<float> { M = 3, N = 9000, K = 40 }.Check(kernels, random);
        new Case<float> { M = 9000, N = 5, K = 30, TransposeA = true }.Check(kernels, random);
        new Case<float> { M = 60, N = 9000, K = 20, TransposeB = true, ColumnBias = true }.Check(kernels, random);
        // Operands whose rows lie along the result are read in place up to so many panels of the other one, and packed beyond.
        new Case<float> { M = 25, N = 1020, K = 30, TransposeA = true }.Check(kernels, random);
        new Case<float> { M = 25, N = 1030, K = 30, TransposeA = true, TransposeB = true }.Check(kernels, random);
        new Case<float> { M = 555, N = 45, K = 530, TransposeA = true }.Check(kernels, random);
        new Case<float> { M = 570, N = 45, K = 30 }.Check(kernels, random);
        new Case<float> { M = 1, N = 1, K = 5000 }.Check(kernels, random);
        new Case<float> { M = 1, N = 1130, K = 523, ColumnBias = true, Relu = true }.Check(kernels, random);
        new Case<float> { M = 700, N = 1, K = 531, TransposeA = true, Beta = 1 }.Check(kernels, random);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void ShallowProductsMatchTheDefinition(string level)
    {
        GemmKernels<float> kernels = GemmKernels<float>.For(Enum.Parse<SimdLevel>(level));
        var random = new Random(6);
        foreach (int k in new[] { 1, 2, 9, 16, 17 })
            foreach ((int m, int n) in new[] { (2001, 5), (1003, 64), (700, 65), (21, 2048), (7, 4096), (3, 4096), (5, 9000) })
            {
                new Case<float> { M = m, N = n, K = k }.Check(kernels, random);
                new Case<float> { M = m, N = n, K = k, TransposeB = true, ColumnBias = true }.Check(kernels, random);
                new Case<float> { M = m, N = n, K = k, TransposeA = true, ColumnBias = true, RowBias = true, Relu = true, Alpha = 2, Beta = 1 }.Check(kernels, random);
                new Case<float> { M = n, N = m, K = k, TransposeC = true, RowBias = true }.Check(kernels, random);
            }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void DepthsCutIntoGroupsMatchTheDefinition(string level)
    {
        GemmKernels<float> kernels = GemmKernels<float>.For(Enum.Parse<SimdLevel>(level));
        var random = new Random(5);
        new Case<float> { M = 64, N = 50, K = 3000, Alpha = 2, Beta = 2, ColumnBias = true, RowBias = true, Relu = true }.Check(kernels, random);
        new Case<float> { M = 10, N = 37, K = 20_000, TransposeA = true, Beta = 1 }.Check(kernels, random);
        new Case<float> { M = 33, N = 40, K = 2500, TransposeB = true, TransposeC = true }.Check(kernels, random);
        new Case<float> { M = 8, N = 7, K = 17_001, Gap = 2 }.Check(kernels, random);
        GemmKernels<double> doubles = GemmKernels<double>.For(kernels.Level);
        new Case<double> { M = 20, N = 30, K = 4100, TransposeA = true }.Check(doubles, random);
        new Case<double> { M = 5, N = 4, K = 5000, TransposeB = true, Beta = 2 }.Check(doubles, random);
    }

    [Fact]
    public void BroadcastAndReversedOperands()
    {
        float[] row = [1, 2, 3, 4, 5], b = [1, 10, 100, 1000, 10000, 5, 6, 7, 8, 9], c = new float[6];
        fixed (float* pa = row, pb = b, pc = c)
        {
            // All rows of A are the one row, backwards; B is 5 x 2, backwards.
            Gemm.Multiply(3, 2, 5, 1f, pa + 4, 0, -1, pb + 9, -2, -1, 0f, pc, 2, 1);
        }
        float first = 5 * 9 + 4 * 7 + 3 * 5 + 2 * 1000 + 1 * 10, second = 5 * 8 + 4 * 6 + 3 * 10000 + 2 * 100 + 1 * 1;
        Assert.Equal([first, second, first, second, first, second], c);
    }

    [Fact]
    public void NothingToSumLeavesBetaAndEpilogue()
    {
        float[] c = [1, -2, float.NaN, 4], bias = [1, 1];
        fixed (float* pc = c, pb = bias)
        {
            Gemm.Multiply(2, 2, 0, 1f, pc, 0, 1, pc, 2, 1, 0.5f, pc, 2, 1, new GemmEpilogue<float> { RowBias = pb, Activation = GemmActivation.Relu });
            Assert.Equal([1.5f, 0f, float.NaN, 3f], c);
            Gemm.Multiply(2, 2, 0, 1f, pc, 0, 1, pc, 2, 1, 0f, pc, 2, 1);
            Assert.Equal([0f, 0f, 0f, 0f], c);
        }
    }

    [Fact]
    public void NotANumberInAnOperandReachesTheResult()
    {
        const int Size = 40;
        float[] a = new float[Size * Size], b = new float[Size * Size], c = new float[Size * Size];
        a[7 * Size + 3] = float.NaN;
        fixed (float* pa = a, pb = b, pc = c)
            Gemm.Multiply(Size, Size, Size, 1f, pa, Size, 1, pb, Size, 1, 0f, pc, Size, 1, new GemmEpilogue<float> { Activation = GemmActivation.Relu });
        for (int i = 0; i < Size * Size; i++) Assert.True(float.IsNaN(c[i]) == (i / Size == 7), $"element ({i / Size}, {i % Size}) is {c[i]}");
    }

    [Theory]
    [InlineData(257, 300, 700)]
    [InlineData(4, 1200, 2000)]
    [InlineData(1, 3000, 900)]
    [InlineData(6, 4000, 75)]
    [InlineData(64, 50, 9000)]
    [InlineData(5, 7, 20000)]
    [InlineData(3000, 20, 11)]
    [InlineData(40, 4096, 12)]
    public void ResultsDoNotDependOnTheThreadCount(int m, int n, int k)
    {
        var random = new Random(1);
        float[] a = [.. Enumerable.Range(0, m * k).Select(_ => random.NextSingle() - 0.5f)], b = [.. Enumerable.Range(0, k * n).Select(_ => random.NextSingle() - 0.5f)];
        foreach (bool transpose in new[] { false, true })
        {
            float[] Product(int threadCount)
            {
                WorkerPool.ThreadCount = threadCount;
                float[] c = new float[m * n];
                fixed (float* pa = a, pb = b, pc = c) Gemm.Multiply(m, n, k, 1f, pa, k, 1, pb, transpose ? 1 : n, transpose ? k : 1, 0f, pc, n, 1);
                return c;
            }

            float[] serial = Product(1);
            foreach (int threadCount in new[] { 2, 3, 8 })
                Assert.True(MemoryMarshal.AsBytes<float>(serial).SequenceEqual(MemoryMarshal.AsBytes<float>(Product(threadCount))), $"{threadCount} threads differ from one");
        }
    }

    [Fact]
    public void FloatErrorGrowsSlowlyWithDepth()
    {
        const int K = 1_000_000;
        float[] a = new float[K], b = new float[K];
        double exact = 0;
        var random = new Random(2);
        for (int i = 0; i < K; i++)
        {
            a[i] = random.NextSingle();
            b[i] = random.NextSingle();
            exact += (double)a[i] * b[i];
        }
        float dot;
        fixed (float* pa = a, pb = b) Gemm.Multiply(1, 1, K, 1f, pa, K, 1, pb, 1, 1, 0f, &dot, 1, 1);
        Assert.InRange(dot / exact - 1, -2e-6, 2e-6);
    }

    [Fact]
    public void BatchesMatchSingleProducts()
    {
        var random = new Random(6);
        foreach ((int count, int m, int n, int k, bool share) in new[] { (7, 5, 6, 4, false), (40, 16, 20, 30, true), (3, 70, 60, 50, false), (2, 200, 160, 170, false), (5, 1, 9, 8, true) })
        {
            float[] a = [.. Enumerable.Range(0, count * m * k).Select(_ => (float)random.Next(-3, 4))], b = [.. Enumerable.Range(0, count * k * n).Select(_ => (float)random.Next(-3, 4))];
            float[] c = new float[count * m * n], expected = new float[count * m * n];
            long bBatch = share ? 0 : (long)k * n;
            fixed (float* pa = a, pb = b, pc = c, pe = expected)
            {
                GemmBatch.Multiply(count, m, n, k, 1f, pa, (long)m * k, k, 1, pb, bBatch, n, 1, 0f, pc, (long)m * n, n, 1);
                for (int i = 0; i < count; i++) Gemm.Multiply(m, n, k, 1f, pa + i * m * k, k, 1, pb + i * bBatch, n, 1, 0f, pe + i * m * n, n, 1);
            }
            Assert.Equal(expected, c);
        }
    }

    /// <summary>An operand that is computed, not stored: element (i, p) is i + 2 p.</summary>
    private readonly struct Computed : IPanelPacker<float>
    {
        public bool TryGetRows(out float* origin, out long depthStride)
        {
            origin = null;
            depthStride = 0;
            return false;
        }

        public void Pack(float* destination, int width, long first, int count, long depthStart, long depthCount)
        {
            for (long p = 0; p < depthCount; p++)
                for (int i = 0; i < width; i++)
                    destination[p * width + i] = i < count ? first + i + 2 * (depthStart + p) : 0;
        }
    }

    [Theory]
    [InlineData(20, 45, 33, false)]
    [InlineData(20, 45, 33, true)]
    [InlineData(100, 70, 600, false)]
    public void OperandsMayPackThemselves(int m, int n, int k, bool columnMajor)
    {
        float[] a = [.. Enumerable.Range(0, m * k).Select(i => (float)(i % 3 - 1))], c = new float[m * n];
        long cRow = columnMajor ? 1 : n, cColumn = columnMajor ? m : 1;
        fixed (float* pa = a, pc = c) Gemm.MultiplyPacked(m, n, k, 1f, new StridedPanels<float>(pa, k, 1), new Computed(), 0f, pc, cRow, cColumn);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int p = 0; p < k; p++) sum += a[i * k + p] * (double)(j + 2 * p);
                Assert.Equal((float)sum, c[i * cRow + j * cColumn]);
            }
        }
    }

    [Fact]
    public void RepeatedProductsDoNotAllocate()
    {
        const int Size = 96;
        float[] a = new float[Size * Size], b = new float[Size * Size], c = new float[Size * Size];
        fixed (float* pa = a, pb = b, pc = c)
        {
            Gemm.Multiply(Size, Size, Size, 1f, pa, Size, 1, pb, Size, 1, 0f, pc, Size, 1);
            float* left = pa, right = pb, target = pc;
            Assert.Equal(0, Allocations.LeastOf(() =>
            {
                for (int i = 0; i < 20; i++) Gemm.Multiply(Size, Size, Size, 1f, left, Size, 1, right, Size, 1, 0f, target, Size, 1);
            }));
        }
    }

    [Fact]
    public void NegativeSizesAreRefused()
    {
        float x = 0;
        Assert.Throws<ArgumentOutOfRangeException>(() => { float y = 0; Gemm.Multiply(-1, 1, 1, 1f, &y, 1, 1, &y, 1, 1, 0f, &y, 1, 1); });
        Gemm.Multiply(0, 3, 2, 1f, &x, 1, 1, &x, 1, 1, 0f, &x, 1, 1);
        Assert.Equal(0, x);
    }
}
