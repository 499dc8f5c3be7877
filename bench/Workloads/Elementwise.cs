namespace Taimatsu.Bench;

/// <summary>Operators on each element.</summary>
internal static class Elementwise
{
    private const long Small = 1000, Middle = 1 << 20, Large = 1 << 24;

    public static IEnumerable<Workload> All()
    {
        foreach (var (name, function) in new (string, Func<Tensor, Tensor>)[]
        {
            ("exp", x => x.exp()), ("log", x => x.log()), ("tanh", x => x.tanh()), ("sigmoid", x => x.sigmoid()), ("gelu", x => F.gelu(x)), ("relu", x => F.relu(x)), ("silu", x => F.silu(x)),
            ("sin", x => x.sin()), ("sqrt", x => x.sqrt()), ("pow 2.5", x => x.pow(2.5)), ("erf", x => x.erf()), ("abs", x => x.abs()),
            ("leaky relu", x => F.leaky_relu(x, 0.01)), ("elu", x => F.elu(x, 1.0)), ("softplus", x => F.softplus(x)), ("hardswish", x => F.hardswish(x)), ("cos", x => x.cos()), ("rsqrt", x => x.rsqrt()), ("floor", x => x.floor()),
            ("square", x => x.pow(2)), ("lgamma", x => x.lgamma()), ("digamma", x => x.digamma()), ("erfinv", x => x.erfinv()),
        })
            yield return new("elementwise", $"{name}, 1M", () => { var x = rand(Middle); return Workload.Silent(() => function(x)); }, 0, 8.0 * Middle);
        yield return new("elementwise", "tanh, 1000", () => { var x = rand(Small); return Workload.Silent(() => x.tanh()); });
        yield return new("elementwise", "chain exp(-x²)·tanh(x)+x, 1M", () => { var x = randn(Middle); return Workload.Silent(() => { var y = (-(x * x)).exp() * x.tanh() + x; }); });
        foreach (long n in new[] { Small, Middle, Large })
        {
            yield return new("elementwise", $"add, {n}", () => { Tensor x = rand(n), y = rand(n); return Workload.Silent(() => x.add(y)); }, 0, 12.0 * n);
            yield return new("elementwise", $"add in place, {n}", () => { Tensor x = rand(n), y = rand(n); return Workload.Silent(() => { x.add_(y); }); }, 0, 12.0 * n);
        }
        yield return new("elementwise", "mul by a number, 16M", () => { var x = rand(Large); return Workload.Silent(() => x.mul(1.5)); }, 0, 8.0 * Large);
        yield return new("elementwise", "div, 1M", () => { Tensor x = rand(Middle), y = rand(Middle); return Workload.Silent(() => x.div(y)); }, 0, 12.0 * Middle);
        yield return new("elementwise", "atan2, 1M", () => { Tensor x = randn(Middle), y = randn(Middle); return Workload.Silent(() => x.atan2(y)); });
        yield return new("elementwise", "add a row, 1024x1024", () => { Tensor x = rand(1024, 1024), y = rand(1024); return Workload.Silent(() => x.add(y)); }, 0, 8.0 * Middle);
        yield return new("elementwise", "add a column, 1024x1024", () => { Tensor x = rand(1024, 1024), y = rand(1024, 1); return Workload.Silent(() => x.add(y)); }, 0, 8.0 * Middle);
        yield return new("elementwise", "add a transposed, 1024x1024", () => { Tensor x = rand(1024, 1024), y = rand(1024, 1024).t(); return Workload.Silent(() => x.add(y)); }, 0, 12.0 * Middle);
        yield return new("elementwise", "compare, 1M", () => { Tensor x = rand(Middle), y = rand(Middle); return Workload.Silent(() => x.lt(y)); }, 0, 9.0 * Middle);
        yield return new("elementwise", "where, 1M", () => { Tensor c = rand(Middle).gt(0.5), x = rand(Middle), y = rand(Middle); return Workload.Silent(() => where(c, x, y)); }, 0, 13.0 * Middle);
        yield return new("elementwise", "clamp, 1M", () => { var x = randn(Middle); return Workload.Silent(() => x.clamp(-1, 1)); }, 0, 8.0 * Middle);
        yield return new("elementwise", "lerp, 1M", () => { Tensor x = rand(Middle), y = rand(Middle), w = rand(Middle); return Workload.Silent(() => x.lerp(y, w)); }, 0, 16.0 * Middle);
        yield return new("elementwise", "hypot, 1M", () => { Tensor x = rand(Middle), y = rand(Middle); return Workload.Silent(() => x.hypot(y)); }, 0, 12.0 * Middle);
        yield return new("elementwise", "floor divide int64, 1M", () => { Tensor x = randint(0, 1000000, new long[] { Middle }), y = randint(1, 1000, new long[] { Middle }); return Workload.Silent(() => x.floor_divide(y)); }, 0, 24.0 * Middle);
        yield return new("elementwise", "bitwise and of bools, 1M", () => { Tensor x = rand(Middle).gt(0.5), y = rand(Middle).gt(0.5); return Workload.Silent(() => x.bitwise_and(y)); }, 0, 3.0 * Middle);
        yield return new("elementwise", "add bfloat16, 1M", () => { Tensor x = rand(Middle).to(ScalarType.BFloat16), y = rand(Middle).to(ScalarType.BFloat16); return Workload.Silent(() => x.add(y)); }, 0, 6.0 * Middle);
        yield return new("elementwise", "mul float16, 1M", () => { Tensor x = rand(Middle).to(ScalarType.Float16), y = rand(Middle).to(ScalarType.Float16); return Workload.Silent(() => x.mul(y)); }, 0, 6.0 * Middle);
        yield return new("elementwise", "dropout, 1M", () => { var x = randn(Middle); return Workload.Silent(() => F.dropout(x, 0.5, true)); });
    }
}
