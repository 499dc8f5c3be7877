namespace Taimatsu.Bench;

/// <summary>Matrix products, moves, draws, steps and indexing of many sizes.</summary>
internal static class WideProducts
{
    public static IEnumerable<Workload> All()
    {
        foreach (var (m, k, n) in new (long, long, long)[]
        {
            (1, 1, 1), (3, 3, 3), (7, 7, 7), (17, 31, 53), (20, 20, 20), (48, 48, 48), (65, 65, 65), (96, 96, 96), (200, 200, 200), (1000, 1000, 1000), (100, 1000, 10), (10, 1000, 100), (1000, 10, 1000), (5, 2000, 5), (2000, 5, 5), (3, 64, 64), (64, 3, 64),
            (64, 64, 3), (1, 64, 64), (64, 64, 1), (1, 10000, 1), (500, 2, 500), (128, 9, 4096), (4096, 128, 9), (31, 257, 129),
        })
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
                yield return Make("wide products", $"{m}x{k} @ {k}x{n} {type}", () => { Tensor a = rand(m, k).to(type), b = rand(k, n).to(type); return () => a.mm(b); });
        foreach (long n in new long[] { 5, 30, 130, 400 })
        {
            yield return Make("wide products", $"{n} square, left transposed", () => { Tensor a = rand(n, n).t(), b = rand(n, n); return () => a.mm(b); });
            yield return Make("wide products", $"{n} square, right transposed", () => { Tensor a = rand(n, n), b = rand(n, n).t(); return () => a.mm(b); });
            yield return Make("wide products", $"{n} square, both transposed", () => { Tensor a = rand(n, n).t(), b = rand(n, n).t(); return () => a.mm(b); });
            yield return Make("wide products", $"matrix {n} by vector", () => { Tensor a = rand(n, n), b = rand(n); return () => a.mv(b); });
            yield return Make("wide products", $"matrix {n} transposed by vector", () => { Tensor a = rand(n, n).t(), b = rand(n); return () => a.mv(b); });
            yield return Make("wide products", $"dot of {n}", () => { Tensor a = rand(n), b = rand(n); return () => a.dot(b); });
            yield return Make("wide products", $"outer of {n}", () => { Tensor a = rand(n), b = rand(n); return () => a.outer(b); });
            yield return Make("wide products", $"addmm {n}", () => { Tensor a = rand(n, n), b = rand(n, n), c = rand(n, n); return () => c.addmm(a, b, 1, 1); });
            yield return Make("wide products", $"10 batches of {n}", () => { Tensor a = rand(10, n, n), b = rand(10, n, n); return () => a.bmm(b); });
            yield return Make("wide products", $"10 batches of {n}, right transposed float64", () => { Tensor a = rand(10, n, n).to(ScalarType.Float64), b = rand(10, n, n).to(ScalarType.Float64).transpose(1, 2); return () => a.bmm(b); });
            yield return Make("wide products", $"8x{n}x64 @ 64x{n}", () => { Tensor a = rand(8, n, 64), b = rand(64, n); return () => a.matmul(b); });
            yield return Make("wide products", $"heads permuted, 4x{n}x4x32", () => { Tensor q = rand(4, n, 4, 32).transpose(1, 2), k = rand(4, n, 4, 32).transpose(1, 2); return () => q.matmul(k.transpose(-2, -1)); });
            yield return Make("wide products", $"slice of a {2 * n} square", () => { Tensor a = rand(2 * n, 2 * n).narrow(1, 0, n), b = rand(n, n); return () => a.mm(b); });
        }
        yield return Make("wide products", "512 square bfloat16", () => { Tensor a = rand(512, 512).to(ScalarType.BFloat16), b = rand(512, 512).to(ScalarType.BFloat16); return () => a.mm(b); });
        yield return Make("wide products", "100 square int64", () => { Tensor a = randint(0, 9, new long[] { 100, 100 }), b = randint(0, 9, new long[] { 100, 100 }); return () => a.mm(b); });
        yield return Make("wide products", "einsum bij,bjk->bik 16x32", () => { Tensor a = rand(16, 32, 32), b = rand(16, 32, 32); return () => einsum("bij,bjk->bik", a, b); });
        yield return Make("wide products", "einsum ij,kj->ik 100", () => { Tensor a = rand(100, 100), b = rand(100, 100); return () => einsum("ij,kj->ik", a, b); });
        foreach (var workload in Moves()) yield return workload;
        foreach (var workload in Draws()) yield return workload;
        foreach (var workload in Steps()) yield return workload;
    }

    private static IEnumerable<Workload> Moves()
    {
        const string family = "wide moves";
        yield return Make(family, "permute 0,2,1 of 32x64x128", () => { var x = rand(32, 64, 128).permute(0, 2, 1); return () => x.contiguous(); });
        yield return Make(family, "permute 1,0,2 of 64x32x128", () => { var x = rand(64, 32, 128).permute(1, 0, 2); return () => x.contiguous(); });
        yield return Make(family, "permute 2,0,1 of 33x65x17", () => { var x = rand(33, 65, 17).permute(2, 0, 1); return () => x.contiguous(); });
        yield return Make(family, "heads 8x100x8x32", () => { var x = rand(8, 100, 8, 32).transpose(1, 2); return () => x.contiguous(); });
        yield return Make(family, "transpose 300x300 float64", () => { var x = rand(300, 300).to(ScalarType.Float64).t(); return () => x.contiguous(); });
        yield return Make(family, "transpose 300x300 uint8", () => { var x = (rand(300, 300) * 99).to(ScalarType.Byte).t(); return () => x.contiguous(); });
        yield return Make(family, "transpose 30x30", () => { var x = rand(30, 30).t(); return () => x.contiguous(); });
        yield return Make(family, "transpose 3x100000", () => { var x = rand(3, 100_000).t(); return () => x.contiguous(); });
        yield return Make(family, "transpose 100000x3", () => { var x = rand(100_000, 3).t(); return () => x.contiguous(); });
        yield return Make(family, "expand 1x512 to 512x512", () => { var x = rand(1, 512); return () => x.expand(512, 512).contiguous(); });
        yield return Make(family, "expand 512x1 to 512x512", () => { var x = rand(512, 1); return () => x.expand(512, 512).contiguous(); });
        yield return Make(family, "pictures to floats 32x32x32x3", () => { var x = (rand(32, 32, 32, 3) * 255).to(ScalarType.Byte); return () => x.permute(0, 3, 1, 2).to(ScalarType.Float32) / 255; });
        yield return Make(family, "cat 2 of 100", () => { Tensor x = rand(100), y = rand(100); return () => cat(new[] { x, y }, 0); });
        yield return Make(family, "cat channels 8x32x28x28", () => { Tensor x = rand(8, 32, 28, 28), y = rand(8, 32, 28, 28); return () => cat(new[] { x, y }, 1); });
        yield return Make(family, "cat last 1000x3 and 1000x5", () => { Tensor x = rand(1000, 3), y = rand(1000, 5); return () => cat(new[] { x, y }, 1); });
        yield return Make(family, "stack 3 of 10", () => { Tensor x = rand(10), y = rand(10), z = rand(10); return () => stack(new[] { x, y, z }, 0); });
        yield return Make(family, "stack last 3 of 100x100", () => { Tensor x = rand(100, 100), y = rand(100, 100), z = rand(100, 100); return () => stack(new[] { x, y, z }, -1); });
        yield return Make(family, "tril 300x300", () => { var x = rand(300, 300); return () => x.tril(); });
        yield return Make(family, "triu of ones 128", () => () => ones(128, 128).triu(1));
        yield return Make(family, "flip 300x300 over 0", () => { var x = rand(300, 300); return () => x.flip(0); });
        yield return Make(family, "flip pictures", () => { var x = rand(32, 3, 32, 32); return () => x.flip(3); });
        yield return Make(family, "roll 300x300 over 0", () => { var x = rand(300, 300); return () => x.roll(5, 0); });
        yield return Make(family, "repeat interleave", () => { var x = rand(1000, 10); return () => x.repeat_interleave(3, 0); });
        yield return Make(family, "tile 100x100", () => { var x = rand(100, 100); return () => x.repeat(3, 3); });
        yield return Make(family, "unfold", () => { var x = rand(10_000); return () => x.unfold(0, 10, 5).contiguous(); });
        yield return Make(family, "zeros 100", () => () => zeros(100));
        yield return Make(family, "zeros 1M", () => () => zeros(1 << 20));
        yield return Make(family, "ones 10K", () => () => ones(10_000));
        yield return Make(family, "full 300x300", () => () => full(300, 300, 2.5f));
        yield return Make(family, "arange 10K", () => () => arange(10_000));
        yield return Make(family, "eye 300", () => () => eye(300));
        yield return Make(family, "zero in place 300K", () => { var x = rand(300_000); return () => x.zero_(); });
        yield return Make(family, "copy in place 300K", () => { Tensor x = rand(300_000), y = rand(300_000); return () => x.copy_(y); });
        yield return Make(family, "copy in place transposed 500x500", () => { Tensor x = rand(500, 500), y = rand(500, 500).t(); return () => x.copy_(y); });
        yield return Make(family, "one-hot 256 of 10", () => { var x = randint(0, 10, new long[] { 256 }); return () => F.one_hot(x, 10); });
        yield return Make(family, "index rows 64 of 1000x100", () => { Tensor x = rand(1000, 100), i = randint(0, 1000, new long[] { 64 }); return () => x[i]; });
        yield return Make(family, "index pairs 1000 of 1000x100", () => { Tensor x = rand(1000, 100), i = randint(0, 1000, new long[] { 1000 }), j = randint(0, 100, new long[] { 1000 }); return () => x[i, j]; });
        yield return Make(family, "index columns 20 of 1000x100", () => { Tensor x = rand(1000, 100), i = randint(0, 100, new long[] { 20 }); return () => x.index_select(1, i); });
        yield return Make(family, "mask rows of 1000x100", () => { Tensor x = rand(1000, 100), m = rand(1000).gt(0.5); return () => x[m]; });
        yield return Make(family, "index copy in place 1000x100", () => { Tensor x = rand(1000, 100), i = randint(0, 1000, new long[] { 64 }), v = rand(64, 100); return () => x.index_copy_(0, i, v); });
        yield return Make(family, "gather labels 256x10", () => { Tensor x = rand(256, 10), i = randint(0, 10, new long[] { 256, 1 }); return () => x.gather(1, i); });
        yield return Make(family, "scatter add 10000 into 100", () => { Tensor x = zeros(100), y = rand(10_000), i = randint(0, 100, new long[] { 10_000 }); return () => x.scatter_add(0, i, y); });
        yield return Make(family, "scatter labels 256x10", () => { Tensor x = zeros(256, 10), i = randint(0, 10, new long[] { 256, 1 }), y = ones(256, 1); return () => x.scatter(1, i, y); });
        yield return Make(family, "take 10000 of 100000", () => { Tensor x = rand(100_000), i = randint(0, 100_000, new long[] { 10_000 }); return () => x.take(i); });
        yield return Make(family, "narrow and clone 300x300", () => { var x = rand(300, 300); return () => x.narrow(1, 7, 200).clone(); });
        foreach (var (from, to) in new[]
        {
            (ScalarType.Float64, ScalarType.Float32), (ScalarType.Int64, ScalarType.Int32), (ScalarType.Int32, ScalarType.Int64), (ScalarType.Bool, ScalarType.Float32), (ScalarType.Float32, ScalarType.Bool), (ScalarType.Bool, ScalarType.Int64), (ScalarType.BFloat16, ScalarType.Float32),
            (ScalarType.Float32, ScalarType.Int32), (ScalarType.Float32, ScalarType.Byte), (ScalarType.Byte, ScalarType.Int64), (ScalarType.Int16, ScalarType.Float32), (ScalarType.Int64, ScalarType.Float64), (ScalarType.Float64, ScalarType.Int64), (ScalarType.Float16, ScalarType.BFloat16),
        })
            foreach (long n in new long[] { 1000, 100_000 })
                yield return Make("wide conversions", $"{from} to {to}, {n}", () => { var x = (rand(n) * 50).to(from); return () => x.to(to); });
    }

    private static IEnumerable<Workload> Draws()
    {
        const string family = "wide draws";
        foreach (long n in new long[] { 10, 1000, 100_000 })
        {
            yield return Make(family, $"rand {n}", () => () => rand(n));
            yield return Make(family, $"randn {n}", () => () => randn(n));
            yield return Make(family, $"randn {n} float64", () => () => randn(n, dtype: ScalarType.Float64));
            yield return Make(family, $"rand {n} float64", () => () => rand(n, dtype: ScalarType.Float64));
            yield return Make(family, $"randint {n}", () => () => randint(0, 10, new long[] { n }));
            yield return Make(family, $"randperm {n}", () => () => randperm(n));
            yield return Make(family, $"uniform in place {n}", () => { var x = zeros(n); return () => x.uniform_(-1, 1); });
            yield return Make(family, $"normal in place {n}", () => { var x = zeros(n); return () => x.normal_(0, 1); });
            yield return Make(family, $"dropout {n}", () => { var x = rand(n); return () => F.dropout(x, 0.2, true); });
            yield return Make(family, $"bernoulli in place {n}", () => { var x = zeros(n); return () => x.bernoulli_(0.3); });
            yield return Make(family, $"exponential in place {n}", () => { var x = zeros(n); return () => x.exponential_(); });
            yield return Make(family, $"multinomial {n} of 100", () => { var x = rand(100); return () => x.multinomial(n, true); });
        }
    }

    private static IEnumerable<Workload> Steps()
    {
        foreach (var (name, create) in new (string, Func<IEnumerable<Parameter>, Optimizer>)[]
        {
            ("SGD", p => optim.SGD(p, 0.01)), ("SGD with decay", p => optim.SGD(p, 0.01, 0.9, weight_decay: 1e-4)), ("SGD nesterov", p => optim.SGD(p, 0.01, 0.9, nesterov: true)), ("Adam", p => optim.Adam(p, 0.001)), ("Adam amsgrad", p => optim.Adam(p, 0.001, amsgrad: true)),
            ("AdamW", p => optim.AdamW(p, 0.001)), ("Adagrad", p => optim.Adagrad(p, 0.01)), ("Adadelta", p => optim.Adadelta(p)), ("Adamax", p => optim.Adamax(p)), ("NAdam", p => optim.NAdam(p)), ("RAdam", p => optim.RAdam(p)), ("RMSprop with momentum", p => optim.RMSProp(p, 0.01, momentum: 0.9)),
        })
            foreach (var (size, count) in new (long, int)[] { (10, 4), (20_000, 20), (500_000, 2) })
                yield return new("wide steps", $"{name}, {count} of {size}", () =>
                {
                    var parameters = Enumerable.Range(0, count).Select(_ => new Parameter(randn(size))).ToArray();
                    foreach (var parameter in parameters) parameter.grad = randn(size);
                    var optimizer = create(parameters);
                    return Workload.Scoped(() => optimizer.step());
                });
    }

    private static Workload Make(string family, string name, Func<Func<Tensor>> setup) => new(family, name, () =>
    {
        var work = setup();
        // The result is given back at once, unless it is an operand.
        return name.Contains("in place", StringComparison.Ordinal) ? Workload.Silent(() => { work(); }) : Workload.Silent(work);
    });
}
