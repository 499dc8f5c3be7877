using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    // Operators that are written as methods: several forms, numbers as operands, compositions.
    private static IEnumerable<OperatorInfo> Forms()
    {
        yield return Binary("pow", (x, y) => x.pow(y), (x, y) => Math.Pow(x, y), (x, y) => x.pow_(y), (x, y, o) => torch.pow(x, y, o)) with { Types = Numbers, Differentiable = true, Domain = [new(0, 4), new(0, 3)], GradDomain = [new(0.5, 2), new(-1, 2)] };
        foreach (double exponent in (double[])[0, 1, 2, 3, 4])
            yield return Unary("pow", x => x.pow((long)exponent), x => Math.Pow(x, exponent), x => x.pow_((long)exponent), (x, o) => torch.pow(x, (long)exponent, o)) with { Variant = $"{exponent}", Types = Numbers, OthersThrow = false, Differentiable = true, Specials = exponent < 4, NotSpecial = [1e-30, -1e-30, 3.4028234663852886e38] };
        foreach (double exponent in (double[])[-2, -1, -0.5, 0.5, 1.5])
            yield return Unary("pow", x => x.pow(exponent), x => Math.Pow(x, exponent), x => x.pow_(exponent), (x, o) => torch.pow(x, exponent, o)) with { Variant = $"{exponent} as a float", SignedZero = false, NotSpecial = exponent < 0 ? [0.0, double.NegativeInfinity] : [double.NegativeInfinity], Differentiable = true, Domain = [new(1, 4)], GradDomain = [new(0.5, 2)], Tolerance32 = 4e-6 };
        yield return Unary("pow", x => torch.pow(2, x), x => Math.Pow(2, x), null, (x, o) => torch.pow(2, x, o)) with { Variant = "of a number", Types = Numbers, OthersThrow = false, Differentiable = true, Domain = [new(0, 6)], GradDomain = [new(-1, 2)] };
        yield return Unary("square", x => x.square(), x => x * x, x => x.square_(), (x, o) => torch.square(x, o)) with { Differentiable = true, Specials = false };
        yield return Unary("pow_", x => x.clone().pow_(2), x => x * x) with { Types = Numbers, OthersThrow = false };
        yield return Unary("square_", x => x.clone().square_(), x => x * x) with { Types = Numbers, OthersThrow = false };
        yield return Binary("float_power", (x, y) => x.float_power(y), Math.Pow) with { Differentiable = true, Domain = [new(0, 4), new(0, 3)], GradDomain = [new(0.5, 2), new(-1, 2)] };
        yield return Binary("ldexp", (x, y) => x.ldexp(y), (x, y) => x * Math.Pow(2, y), (x, y) => x.ldexp_(y), (x, y, o) => torch.ldexp(x, y, o)) with { Differentiable = true, Specials = false, Tolerance32 = 4e-6 };
        yield return Binary("ldexp_", (x, y) => x.to(ScalarType.Float64, copy: true).ldexp_(y), (x, y) => x * Math.Pow(2, y)) with { Specials = false, Types = [ScalarType.Float64], OthersThrow = false, Samples = SameShape, OtherLayouts = false };

        yield return Binary("add_", (x, y) => x.clone().add_(y, 2), (x, y) => x + 2 * y) with { Types = Numbers, OthersThrow = false, Samples = SameShape, Specials = false, OtherLayouts = false };
        yield return Binary("sub_", (x, y) => x.clone().sub_(y, 2), (x, y) => x - 2 * y) with { Types = Numbers, OthersThrow = false, Samples = SameShape, Specials = false, OtherLayouts = false };
        yield return Binary("div_", (x, y) => x.clone().div_(y, "floor"), M.FloorDivide) with { Types = Numbers, Domain = [new(-9, 9), new(1, 4)], Samples = SameShape, Specials = false, OtherLayouts = false };

        yield return Unary("clamp", x => x.clamp(1, 3), x => double.IsNaN(x) ? x : Math.Clamp(x, 1, 3), x => x.clamp_(1, 3), (x, o) => torch.clamp(x, 1, 3, o)) with { Types = Numbers, OthersThrow = false, Differentiable = true, GradDomain = [new(1.5, 2.5)] };
        yield return Unary("clamp", x => x.clip(min: 1), x => double.IsNaN(x) ? x : Math.Max(x, 1), x => x.clip_(min: 1)) with { Variant = "min only", Types = Numbers, OthersThrow = false, Differentiable = true };
        yield return Unary("clamp", x => x.clip(max: 1.5), x => double.IsNaN(x) ? x : Math.Min(x, 1.5), x => x.clip_(max: 1.5)) with { Variant = "float max", Types = Numbers, OthersThrow = false, Differentiable = true };
        yield return Ternary("clamp", (x, a, b) => x.clamp(a, b), (x, a, b) => Math.Min(Math.Max(x, a), b), (x, a, b) => x.clamp_(a, b), (x, a, b, o) => torch.clamp(x, a, b, o)) with { Variant = "tensors", Types = Numbers, Differentiable = true };
        yield return Unary("clamp_", x => x.clone().clamp_(1, 3), x => double.IsNaN(x) ? x : Math.Clamp(x, 1, 3)) with { Types = Numbers };
        yield return Unary("clamp_min", x => x.clamp_min(1), x => double.IsNaN(x) ? x : Math.Max(x, 1), x => x.clamp_min_(1), (x, o) => torch.clamp_min(x, 1, o)) with { Types = Numbers, OthersThrow = false, Differentiable = true };
        yield return Unary("clamp_max", x => x.clamp_max(1), x => double.IsNaN(x) ? x : Math.Min(x, 1), x => x.clamp_max_(1), (x, o) => torch.clamp_max(x, 1, o)) with { Types = Numbers, OthersThrow = false, Differentiable = true };
        yield return Unary("clamp_min_", x => x.clone().clamp_min_(1), x => double.IsNaN(x) ? x : Math.Max(x, 1)) with { Types = Numbers };
        yield return Unary("clamp_max_", x => x.clone().clamp_max_(1), x => double.IsNaN(x) ? x : Math.Min(x, 1)) with { Types = Numbers };
        yield return Binary("clamp_min", (x, y) => x.clamp_min(y), (x, y) => Math.Max(x, y)) with { Variant = "tensor", Types = Numbers, Differentiable = true, SignedZero = false };
        yield return Binary("clamp_max", (x, y) => x.clamp_max(y), (x, y) => Math.Min(x, y)) with { Variant = "tensor", Types = Numbers, Differentiable = true, SignedZero = false };

        yield return Binary("lerp", (x, y) => x.lerp(y, 0.3), (x, y) => x + 0.3 * (y - x), (x, y) => x.lerp_(y, 0.3), (x, y, o) => torch.lerp(x, y, 0.3, o)) with { Types = Floats, Differentiable = true, Specials = false };
        yield return Ternary("lerp", (x, y, w) => x.lerp(y, w), (x, y, w) => x + w * (y - x), (x, y, w) => x.lerp_(y, w), (x, y, w, o) => torch.lerp(x, y, w, o)) with { Variant = "tensor", Types = Floats, Differentiable = true, Domain = [new(-4, 4), new(-4, 4), new(0, 1)], GradDomain = [new(-4, 4)] };
        yield return Binary("lerp_", (x, y) => x.clone().lerp_(y, 0.7), (x, y) => x + 0.7 * (y - x)) with { Types = Floats, Samples = SameShape, Specials = false, OtherLayouts = false };
        yield return Ternary("addcmul", (x, y, z) => x.addcmul(y, z, 2), (x, y, z) => x + 2 * y * z, (x, y, z) => x.addcmul_(y, z, 2), (x, y, z, o) => torch.addcmul(x, y, z, 2, o)) with { Types = Numbers, Differentiable = true };
        yield return Ternary("addcdiv", (x, y, z) => x.addcdiv(y, z, 0.5), (x, y, z) => x + 0.5 * y / z, (x, y, z) => x.addcdiv_(y, z, 0.5), (x, y, z, o) => torch.addcdiv(x, y, z, 0.5, o)) with { Types = Floats, Differentiable = true, Domain = [new(-4, 4), new(-4, 4), new(1, 4)] };
        yield return Ternary("addcmul_", (x, y, z) => x.clone().addcmul_(y, z), (x, y, z) => x + y * z) with { Types = Numbers, Samples = SameShape3, OtherLayouts = false };
        yield return Ternary("addcdiv_", (x, y, z) => x.clone().addcdiv_(y, z), (x, y, z) => x + y / z) with { Types = Floats, Samples = SameShape3, OtherLayouts = false, Domain = [new(-4, 4), new(-4, 4), new(1, 4)] };

        yield return Unary("bitwise_not", x => x.bitwise_not(), x => ~(long)x, x => x.bitwise_not_(), (x, o) => torch.bitwise_not(x, o)) with { Types = Integers, OthersThrow = false, Specials = false };
        yield return Unary("bitwise_not", x => ~x, x => x == 0 ? 1 : 0, x => x.bitwise_not_()) with { Variant = "bool", Types = [ScalarType.Bool], OthersThrow = false, Specials = false };
        yield return Unary("bitwise_not_", x => x.clone().bitwise_not_(), x => ~(long)x) with { Types = Integers, OthersThrow = false, Specials = false };
        yield return Unary("nan_to_num", x => x.nan_to_num(3, 5, -5), x => double.IsNaN(x) ? 3 : double.IsInfinity(x) ? 5 * Math.Sign(x) : x, x => x.nan_to_num_(3, 5, -5), (x, o) => torch.nan_to_num(x, 3, 5, -5, o)) with { Differentiable = true };
        yield return Unary("nan_to_num_", x => x.clone().nan_to_num_(3, 5, -5), x => double.IsNaN(x) ? 3 : double.IsInfinity(x) ? 5 * Math.Sign(x) : x);
        yield return Unary("polygamma", x => x.polygamma(1), x => M.Polygamma(1, x)) with { Differentiable = true, Domain = [new(1, 6)], GradDomain = [new(0.5, 3)], Specials = false };
        yield return Unary("polygamma", x => torch.polygamma(2, x), x => M.Polygamma(2, x)) with { Variant = "2", Domain = [new(1, 6)], Specials = false };
        yield return Unary("gelu_", x => x.clone().gelu_(), x => x * 0.5 * M.Erfc(-x / Math.Sqrt(2))) with { Types = Floats, Specials = false, Tolerance32 = 4e-6 };
        yield return Unary("softsign", F.softsign, x => x / (1 + Math.Abs(x))) with { Types = Numbers, Differentiable = true, GradDomain = [new(0.5, 2)], Specials = false };
        yield return Unary("tanhshrink", F.tanhshrink, x => x - Math.Tanh(x)) with { Differentiable = true, Specials = false, Types = Floats, OthersThrow = false };
        yield return Unary("positive", x => +x, x => x) with { Types = Numbers, Differentiable = true };
        yield return Binary("max", (x, y) => torch.max(x, y), (x, y) => Math.Max(x, y), null, (x, y, o) => torch.max(x, y, o)) with { Variant = "of two", Differentiable = true, SignedZero = false };
        yield return Binary("min", (x, y) => torch.min(x, y), (x, y) => Math.Min(x, y), null, (x, y, o) => torch.min(x, y, o)) with { Variant = "of two", Differentiable = true, SignedZero = false };
        yield return Binary("isclose", (x, y) => x.isclose(y, 0.1, 0.5), (x, y) => x == y || (double.IsFinite(x - y) && Math.Abs(x - y) <= 0.5 + Math.Abs(0.1 * y)) ? 1 : 0) with { Specials = false, Types = [.. Integers, ScalarType.Float32, ScalarType.Float64], OthersThrow = false };
        yield return Binary("allclose", (x, y) => torch.tensor([x.allclose(x.clone()) && !x.allclose(x.to(ScalarType.Float64).add(1).to(x.dtype)) ? 1f : 0f]), (_, _) => 1) with { Types = Numbers, OthersThrow = false, Specials = false, OtherLayouts = false, Samples = (_, type) => [[SampleData.Make(type, 1, 1), SampleData.Make(type, 2, 1)]] };
        yield return Binary("equal", (x, y) => torch.tensor([x.equal(x.clone()) && !x.equal(y) && !x.equal(x.reshape(1, 1)) ? 1f : 0f]), (_, _) => 1) with { Types = Numbers, OthersThrow = false, Specials = false, OtherLayouts = false, Samples = (_, type) => [[SampleData.Of(type, [1], 1), SampleData.Of(type, [2], 1)]] };
        yield return Ternary("where", (c, x, y) => torch.where(c > 0, x, y), (c, x, y) => c > 0 ? x : y, null, (c, x, y, o) => torch.where(c > 0, x, y, o)) with { Differentiable = true };
        yield return Binary("where", (x, y) => x.where(y > 0, -1.0), (x, y) => y > 0 ? x : -1) with { Variant = "number", Differentiable = true };
    }

    private static IEnumerable<Tensor[]> SameShape(OperatorInfo info, ScalarType type)
    {
        yield return [SampleData.Make(type, info.DomainOf(0), 1, 3, 7), SampleData.Make(type, info.DomainOf(1), 2, 3, 7)];
    }

    private static IEnumerable<Tensor[]> SameShape3(OperatorInfo info, ScalarType type)
    {
        yield return [SampleData.Make(type, info.DomainOf(0), 1, 3, 7), SampleData.Make(type, info.DomainOf(1), 2, 3, 7), SampleData.Make(type, info.DomainOf(2), 3, 3, 7)];
    }
}
