using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Rounding()
    {
        yield return Unary("abs", x => x.abs(), Math.Abs, x => x.abs_(), (x, o) => torch.abs(x, @out: o)) with { Differentiable = true, Types = Numbers, GradDomain = [new(0.5, 3)] };
        yield return Unary("neg", x => x.neg(), x => -x, x => x.neg_(), (x, o) => torch.neg(x, @out: o)) with { Differentiable = true, Types = Numbers };
        yield return Unary("sign", x => x.sign(), x => double.IsNaN(x) ? 0 : Math.Sign(x), x => x.sign_(), (x, o) => torch.sign(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)], SignedZero = false };
        yield return Unary("sgn", x => x.sgn(), x => double.IsNaN(x) ? 0 : Math.Sign(x), x => x.sgn_(), (x, o) => torch.sgn(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)], SignedZero = false };
        yield return Unary("ceil", x => x.ceil(), Math.Ceiling, x => x.ceil_(), (x, o) => torch.ceil(x, @out: o)) with { Differentiable = true, Types = Numbers, GradDomain = [new(0.1, 0.9)] };
        yield return Unary("floor", x => x.floor(), Math.Floor, x => x.floor_(), (x, o) => torch.floor(x, @out: o)) with { Differentiable = true, Types = Numbers, GradDomain = [new(0.1, 0.9)] };
        yield return Unary("trunc", x => x.trunc(), Math.Truncate, x => x.trunc_(), (x, o) => torch.trunc(x, @out: o)) with { Differentiable = true, Types = Numbers, GradDomain = [new(0.1, 0.9)] };
        yield return Unary("frac", x => x.frac(), x => x - Math.Truncate(x), x => x.frac_(), (x, o) => torch.frac(x, @out: o)) with { Differentiable = true, Types = Floats, GradDomain = [new(0.1, 0.9)], SignedZero = false };
        yield return Unary("round", x => x.round(), x => Math.Round(x, MidpointRounding.ToEven), x => x.round_(), (x, o) => torch.round(x, @out: o)) with { Differentiable = true, Types = Numbers, GradDomain = [new(0.1, 0.4)] };
        yield return Unary("round", x => x.round(2), x => Math.Round(x * 100, MidpointRounding.ToEven) / 100, x => x.round_(2), (x, o) => torch.round(x, 2, o)) with { Variant = "two decimals", Types = [ScalarType.Float64], OthersThrow = false, NotSpecial = [3.4028234663852886e38] };
        yield return Unary("round", x => x.round(-1), x => Math.Round(x / 10, MidpointRounding.ToEven) * 10) with { Variant = "tens", Types = [ScalarType.Float64], OthersThrow = false, Domain = [new(-99, 99)] };
        yield return Unary("reciprocal", x => x.reciprocal(), x => 1 / x, x => x.reciprocal_(), (x, o) => torch.reciprocal(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)], NotSpecial = [1.401298464324817e-45, -1.401298464324817e-45] };
        yield return Unary("sqrt", x => x.sqrt(), Math.Sqrt, x => x.sqrt_(), (x, o) => torch.sqrt(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)] };
        yield return Unary("rsqrt", x => x.rsqrt(), x => 1 / Math.Sqrt(x), x => x.rsqrt_(), (x, o) => torch.rsqrt(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.5, 3)] };
        yield return Unary("deg2rad", x => x.deg2rad(), x => x * (Math.PI / 180), x => x.deg2rad_(), (x, o) => torch.deg2rad(x, @out: o)) with { Differentiable = true, NotSpecial = [3.4028234663852886e38] };
        yield return Unary("rad2deg", x => x.rad2deg(), x => x * (180 / Math.PI), x => x.rad2deg_(), (x, o) => torch.rad2deg(x, @out: o)) with { Differentiable = true, NotSpecial = [3.4028234663852886e38] };
    }
}
