namespace Taimatsu.Bench;

/// <summary>Matrix products of all shapes.</summary>
internal static class MatrixProducts
{
    public static IEnumerable<Workload> All()
    {
        foreach (long n in new long[] { 32, 64, 128, 256, 512, 1024, 2048 }) yield return Product($"{n} square", n, n, n);
        yield return Product("tall 8192x64 @ 64x64", 8192, 64, 64);
        yield return Product("wide 64x64 @ 64x8192", 64, 64, 8192);
        yield return Product("deep 64x8192 @ 8192x64", 64, 8192, 64);
        foreach (long n in new long[] { 10, 50, 100, 333 }) yield return Product($"{n} square", n, n, n);
        yield return Product("one row 1x4096 @ 4096x1024", 1, 4096, 1024);
        yield return Product("four rows 4x1024 @ 1024x1024", 4, 1024, 1024);
        yield return Product("one column 1024x4096 @ 4096x1", 1024, 4096, 1);
        yield return Product("outer 1024x1 @ 1x1024", 1024, 1, 1024);
        yield return Make("batched 512 of 8 square", 512 * 2.0 * 8 * 8 * 8, () => { Tensor a = randn(512, 8, 8), b = randn(512, 8, 8); return () => a.bmm(b); });
        yield return Make("batched 1024 of 4 square", 1024 * 2.0 * 4 * 4 * 4, () => { Tensor a = randn(1024, 4, 4), b = randn(1024, 4, 4); return () => a.bmm(b); });
        yield return Make("batched 256 of 8x12 @ 12x8, right transposed", 256 * 2.0 * 8 * 12 * 8, () => { Tensor a = randn(256, 8, 12), b = randn(256, 8, 12).transpose(1, 2); return () => a.bmm(b); });
        yield return Product("2x64 @ 64x64", 2, 64, 64);
        yield return Product("16x32 @ 32x10", 16, 32, 10);
        yield return Make("batched 256 of 16 square", 256 * 2.0 * 16 * 16 * 16, () => { Tensor a = randn(256, 16, 16), b = randn(256, 16, 16); return () => a.bmm(b); });
        yield return Make("batched 32 of 64x128 @ 128x64, right transposed", 32 * 2.0 * 64 * 128 * 64, () => { Tensor a = randn(32, 64, 128), b = randn(32, 64, 128).transpose(1, 2); return () => a.bmm(b); });
        foreach (long n in new long[] { 32, 64 }) yield return Product($"{n} square float64", n, n, n, ScalarType.Float64);
        foreach (long n in new long[] { 256, 1024 }) yield return Product($"{n} square float64", n, n, n, ScalarType.Float64);
        yield return Make("512 square, left transposed", 2.0 * 512 * 512 * 512, () => { Tensor a = randn(512, 512).t(), b = randn(512, 512); return () => a.mm(b); });
        yield return Make("512 square, right transposed", 2.0 * 512 * 512 * 512, () => { Tensor a = randn(512, 512), b = randn(512, 512).t(); return () => a.mm(b); });
        yield return Make("batched 64 of 32 square", 64 * 2.0 * 32 * 32 * 32, () => { Tensor a = randn(64, 32, 32), b = randn(64, 32, 32); return () => a.bmm(b); });
        yield return Make("batched 32 of 128 square", 32 * 2.0 * 128 * 128 * 128, () => { Tensor a = randn(32, 128, 128), b = randn(32, 128, 128); return () => a.bmm(b); });
        yield return Make("matrix-vector 2048", 0, () => { Tensor a = randn(2048, 2048), b = randn(2048); return () => a.mv(b); }, 2048 * 2048 * 4);
        yield return Make("linear 64x512 to 512", 2.0 * 64 * 512 * 512, () => { Tensor x = randn(64, 512), w = randn(512, 512), b = randn(512); return () => F.linear(x, w, b); });
    }

    private static Workload Product(string name, long m, long k, long n, ScalarType type = ScalarType.Float32) => Make(name, 2.0 * m * k * n * (type == ScalarType.Float64 ? 2 : 1), () =>
    {
        Tensor a = randn(new long[] { m, k }, dtype: type), b = randn(new long[] { k, n }, dtype: type);
        return () => a.mm(b);
    });

    // A product of doubles counts twice, since the peak is that of single precision.
    private static Workload Make(string name, double flops, Func<Func<Tensor>> setup, double bytes = 0) => new("matrix products", name, () =>
    {
        var product = setup();
        return Workload.Silent(product);
    }, flops, bytes);
}
