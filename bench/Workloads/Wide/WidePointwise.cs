namespace Taimatsu.Bench;

/// <summary>Every common pointwise operator, at three lengths, in several types and memory layouts.</summary>
internal static class WidePointwise
{
    public static IEnumerable<Workload> All()
    {
        foreach (var (name, function) in Functions)
        {
            foreach (long n in new long[] { 100, 10_000, 300_000 }) yield return Unary(name, function, n, ScalarType.Float32);
            yield return Unary(name, function, 100_000, ScalarType.Float64);
        }
        foreach (var (name, function) in Functions.Where(f => f.Name is "exp" or "tanh" or "relu" or "sigmoid" or "gelu" or "neg" or "square"))
        {
            yield return Unary(name, function, 100_000, ScalarType.BFloat16);
            yield return Unary(name, function, 100_000, ScalarType.Float16);
        }
        foreach (var (name, function) in Activations) yield return new("wide gradients of activations", $"{name}, 100x1000", () => Gradients.Run(function, true, 100, 1000));
        foreach (var (name, function) in Pairs)
        {
            foreach (long n in new long[] { 100, 10_000, 300_000 }) yield return Binary(name, function, n, ScalarType.Float32);
            yield return Binary(name, function, 100_000, ScalarType.Float64);
            if (name is not ("pow" or "atan2"))
            {
                yield return Binary(name, function, 100_000, ScalarType.Int64);
                yield return Binary(name, function, 100_000, ScalarType.Int32);
            }
        }
        foreach (var workload in Layouts()) yield return workload;
    }

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] Functions =
    [
        ("abs", x => x.abs()), ("neg", x => x.neg()), ("reciprocal", x => x.reciprocal()), ("sign", x => x.sign()), ("square", x => x.square()), ("sqrt", x => x.sqrt()), ("rsqrt", x => x.rsqrt()),
        ("exp", x => x.exp()), ("exp2", x => x.exp2()), ("expm1", x => x.expm1()), ("log", x => x.log()), ("log2", x => x.log2()), ("log10", x => x.log10()), ("log1p", x => x.log1p()),
        ("sin", x => x.sin()), ("cos", x => x.cos()), ("tan", x => x.tan()), ("asin", x => x.asin()), ("acos", x => x.acos()), ("atan", x => x.atan()),
        ("sinh", x => x.sinh()), ("cosh", x => x.cosh()), ("tanh", x => x.tanh()), ("erf", x => x.erf()), ("erfc", x => x.erfc()), ("sigmoid", x => x.sigmoid()),
        ("relu", x => F.relu(x)), ("relu6", x => F.relu6(x)), ("leaky relu", x => F.leaky_relu(x, 0.1)), ("elu", x => F.elu(x, 1.0)), ("selu", x => F.selu(x)),
        ("gelu", x => F.gelu(x)), ("silu", x => F.silu(x)),
        ("mish", x => F.mish(x)), ("softplus", x => F.softplus(x)), ("hardtanh", x => F.hardtanh(x)), ("hardsigmoid", x => F.hardsigmoid(x)),
        ("hardswish", x => F.hardswish(x)), ("log sigmoid", x => F.logsigmoid(x)),
        ("floor", x => x.floor()), ("ceil", x => x.ceil()), ("round", x => x.round()), ("trunc", x => x.trunc()), ("frac", x => x.frac()), ("clamp", x => x.clamp(0.2, 0.8)),
        ("cube", x => x.pow(3)), ("pow 0.5", x => x.pow(0.5)), ("pow -1", x => x.pow(-1)), ("pow 1.7", x => x.pow(1.7)),
        ("add a number", x => x + 2.5), ("mul by a number", x => x * 2.5), ("number minus", x => 1 - x), ("number over", x => 1 / x), ("div by a number", x => x / 3),
        ("greater than a number", x => x.gt(0.5)), ("isnan", x => x.isnan()), ("isfinite", x => x.isfinite()), ("clone", x => x.clone()),
        ("add in place", x => x.add_(1e-9)), ("mul in place", x => x.mul_(1)),
    ];

    private static readonly (string Name, Func<Tensor, Tensor> Function)[] Activations =
    [
        ("relu", x => F.relu(x)), ("relu6", x => F.relu6(x)), ("leaky relu", x => F.leaky_relu(x, 0.1)), ("elu", x => F.elu(x, 1.0)), ("selu", x => F.selu(x)),
        ("gelu", x => F.gelu(x)), ("silu", x => F.silu(x)),
        ("mish", x => F.mish(x)), ("softplus", x => F.softplus(x)), ("hardtanh", x => F.hardtanh(x)), ("hardsigmoid", x => F.hardsigmoid(x)),
        ("hardswish", x => F.hardswish(x)), ("log sigmoid", x => F.logsigmoid(x)),
        ("tanh", x => x.tanh()), ("sigmoid", x => x.sigmoid()), ("exp", x => x.exp()), ("sin", x => x.sin()), ("square", x => x.pow(2)), ("abs", x => x.abs()),
        ("product with itself", x => x * x), ("sum", x => x + x), ("mul by a number", x => x * 2.5),
        ("dropout", x => F.dropout(x, 0.3, true)), ("log softmax", x => F.log_softmax(x, 1)), ("softmax", x => x.softmax(1)), ("transposed", x => x.t() * 2),
        ("slice", x => x.narrow(1, 10, 500) * 2), ("mean of rows", x => x.mean(new long[] { 1 })),
        ("max of rows", x => { var (values, _) = x.max(1); return values; }), ("cumsum", x => x.cumsum(1)), ("norm", x => x.norm()), ("cat", x => cat(new[] { x, x }, 1)),
        ("clamp", x => x.clamp(-1, 1)),
    ];

    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Function)[] Pairs =
    [
        ("add", (x, y) => x + y), ("sub", (x, y) => x - y), ("mul", (x, y) => x * y), ("div", (x, y) => x / y), ("pow", (x, y) => x.pow(y)), ("atan2", (x, y) => x.atan2(y)),
        ("maximum", (x, y) => x.maximum(y)), ("minimum", (x, y) => x.minimum(y)), ("remainder", (x, y) => x.remainder(y)), ("fmod", (x, y) => x.fmod(y)), ("floor divide", (x, y) => x.floor_divide(y)),
        ("equal", (x, y) => x.eq(y)), ("less", (x, y) => x.lt(y)), ("logical and", (x, y) => x.logical_and(y)), ("add scaled", (x, y) => x.add(y, 3)), ("where", (x, y) => where(x.gt(y), x, y)),
        ("add in place", (x, y) => x.add_(y)), ("addcmul", (x, y) => x.addcmul(x, y, 2)),
    ];

    private static Workload Unary(string name, Func<Tensor, Tensor> function, long n, ScalarType type) => new("wide pointwise", $"{name}, {n} {type}", () =>
    {
        var x = (rand(n) * 0.98 + 0.01).to(type);
        return Quiet(name, () => function(x));
    });

    private static Workload Binary(string name, Func<Tensor, Tensor, Tensor> function, long n, ScalarType type) => new("wide pairs", $"{name}, {n} {type}", () =>
    {
        bool whole = type is ScalarType.Int64 or ScalarType.Int32;
        Tensor x = whole ? randint(1, 1000, new long[] { n }).to(type) : (rand(n) + 0.5).to(type), y = whole ? randint(1, 100, new long[] { n }).to(type) : (rand(n) + 0.5).to(type);
        return Quiet(name, () => function(x, y));
    });

    // The result is given back at once, unless it is an operand.
    private static Action Quiet(string name, Func<Tensor> work) => name.Contains("in place", StringComparison.Ordinal) ? Workload.Silent(() => { work(); }) : Workload.Silent(work);

    // Operands that are broadcast, cut out, turned or of another type.
    private static IEnumerable<Workload> Layouts()
    {
        yield return Make("column plus row, 512x1 + 1x512", () => { Tensor x = rand(512, 1), y = rand(1, 512); return () => x + y; });
        yield return Make("bias of channels, 16x64x28x28", () => { Tensor x = rand(16, 64, 28, 28), y = rand(64, 1, 1); return () => x + y; });
        yield return Make("scale of channels, 16x64x28x28", () => { Tensor x = rand(16, 64, 28, 28), y = rand(1, 64, 1, 1); return () => x * y; });
        yield return Make("mask of places, 16x64x28x28", () => { Tensor x = rand(16, 64, 28, 28), y = rand(16, 1, 28, 28); return () => x * y; });
        yield return Make("middle broadcast, 64x1x64 + 1x64x64", () => { Tensor x = rand(64, 1, 64), y = rand(1, 64, 64); return () => x + y; });
        yield return Make("every second column, 512x1024", () => { var x = rand(512, 1024).slice(1, 0, 1024, 2); return () => x + 1; });
        yield return Make("left half, 512x1024", () => { var x = rand(512, 1024).narrow(1, 0, 512); return () => x + 1; });
        yield return Make("left half plus right half, 512x1024", () => { var x = rand(512, 1024); Tensor l = x.narrow(1, 0, 512), r = x.narrow(1, 512, 512); return () => l * r; });
        yield return Make("exp of transposed, 512x512", () => { var x = rand(512, 512).t(); return () => x.exp(); });
        yield return Make("transposed plus transposed, 512x512", () => { Tensor x = rand(512, 512).t(), y = rand(512, 512).t(); return () => x + y; });
        yield return Make("permuted plus straight, 32x64x64", () => { Tensor x = rand(32, 64, 64).permute(2, 0, 1), y = rand(64, 32, 64); return () => x + y; });
        yield return Make("channels last plus straight, 8x32x28x28", () => { Tensor x = rand(8, 28, 28, 32).permute(0, 3, 1, 2), y = rand(8, 32, 28, 28); return () => x + y; });
        yield return Make("float plus int64, 100K", () => { Tensor x = rand(100_000), y = randint(0, 9, new long[] { 100_000 }); return () => x + y; });
        yield return Make("float times bool, 100K", () => { Tensor x = rand(100_000), y = rand(100_000).gt(0.5); return () => x * y; });
        yield return Make("float32 plus float64, 100K", () => { Tensor x = rand(100_000), y = rand(100_000).to(ScalarType.Float64); return () => x + y; });
        yield return Make("not, 100K", () => { var x = rand(100_000).gt(0.5); return () => x.logical_not(); });
        yield return Make("masked fill, 100K", () => { Tensor x = rand(100_000), m = rand(100_000).gt(0.5); return () => x.masked_fill(m, 0); });
        yield return Make("masked fill of rows, 8x8x128x128", () => { Tensor x = rand(8, 8, 128, 128), m = rand(8, 1, 1, 128).gt(0.5); return () => x.masked_fill(m, -1e9); });
        yield return Make("three terms, 100K", () => { Tensor x = rand(100_000), y = rand(100_000), z = rand(100_000); return () => x * y + z; });
        yield return Make("standardise columns, 10000x30", () => { var x = rand(10_000, 30); return () => (x - x.mean(new long[] { 0 })) / x.std(new long[] { 0 }); });
        yield return Make("distances, 200x200x16", () => { Tensor x = rand(200, 1, 16), y = rand(1, 200, 16); return () => (x - y).pow(2).sum(new long[] { -1 }).sqrt(); });
    }

    private static Workload Make(string name, Func<Func<Tensor>> setup) => new("wide layouts", name, () =>
    {
        return Workload.Silent(setup());
    });
}
