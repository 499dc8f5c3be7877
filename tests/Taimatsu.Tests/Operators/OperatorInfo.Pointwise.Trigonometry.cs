using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Trigonometry()
    {
        yield return Unary("sin", x => x.sin(), Math.Sin, x => x.sin_(), (x, o) => torch.sin(x, @out: o)) with { Differentiable = true };
        yield return Unary("cos", x => x.cos(), Math.Cos, x => x.cos_(), (x, o) => torch.cos(x, @out: o)) with { Differentiable = true };
        yield return Unary("tan", x => x.tan(), Math.Tan, x => x.tan_(), (x, o) => torch.tan(x, @out: o)) with { Differentiable = true, GradDomain = [new(-1, 1)], Tolerance32 = 4e-6, NotSpecial = [1e10, -1e10, 3.4028234663852886e38] };
        yield return Unary("asin", x => x.asin(), Math.Asin, x => x.asin_(), (x, o) => torch.asin(x, @out: o)) with { Differentiable = true, GradDomain = [new(-0.9, 0.9)] };
        yield return Unary("acos", x => x.acos(), Math.Acos, x => x.acos_(), (x, o) => torch.acos(x, @out: o)) with { Differentiable = true, GradDomain = [new(-0.9, 0.9)] };
        yield return Unary("atan", x => x.atan(), Math.Atan, x => x.atan_(), (x, o) => torch.atan(x, @out: o)) with { Differentiable = true };
        yield return Unary("sinh", x => x.sinh(), Math.Sinh, x => x.sinh_(), (x, o) => torch.sinh(x, @out: o)) with { Differentiable = true };
        yield return Unary("cosh", x => x.cosh(), Math.Cosh, x => x.cosh_(), (x, o) => torch.cosh(x, @out: o)) with { Differentiable = true };
        yield return Unary("asinh", x => x.asinh(), Math.Asinh, x => x.asinh_(), (x, o) => torch.asinh(x, @out: o)) with { Differentiable = true };
        yield return Unary("acosh", x => x.acosh(), Math.Acosh, x => x.acosh_(), (x, o) => torch.acosh(x, @out: o)) with { Differentiable = true, GradDomain = [new(1.5, 3)] };
        yield return Unary("atanh", x => x.atanh(), Math.Atanh, x => x.atanh_(), (x, o) => torch.atanh(x, @out: o)) with { Differentiable = true, GradDomain = [new(-0.9, 0.9)] };
        yield return Unary("tanh", x => x.tanh(), Math.Tanh, x => x.tanh_(), (x, o) => torch.tanh(x, @out: o)) with { Differentiable = true };
        yield return Binary("tanh_backward", (x, y) => Pointwise.Binary(new TanhBackward(), x, y), (g, y) => g * (1 - y * y)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 5e-6 };
        yield return Unary("sinc", x => x.sinc(), x => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x), x => x.sinc_(), (x, o) => torch.sinc(x, @out: o)) with { Differentiable = true, GradDomain = [new(0.3, 2)], Specials = false };
    }
}
