using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;
using F = Taimatsu.torch.nn.functional;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Activations()
    {
        yield return Unary("relu", x => F.relu(x), x => double.IsNaN(x) ? x : x > 0 ? x : 0, x => F.relu(x, inplace: true)) with { Differentiable = true, Types = Numbers, SignedZero = false };
        yield return Binary("relu_backward", (x, y) => Pointwise.Binary(new ReluBackward(), x, y), (g, x) => x <= 0 ? 0 : g) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("leaky_relu", x => F.leaky_relu(x, 0.2), x => x > 0 ? x : 0.2 * x, x => F.leaky_relu(x, 0.2, inplace: true)) with { Differentiable = true, Types = Floats, NotSpecial = [1.401298464324817e-45, -1.401298464324817e-45, 1e-40] };
        yield return Binary("leaky_relu_backward", (x, y) => Pointwise.Binary(new LeakyReluBackward(0.2), x, y), (g, x) => x > 0 ? g : 0.2 * g) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("elu", x => F.elu(x, 0.7), x => x > 0 ? x : 0.7 * M.Expm1(x), x => F.elu(x, 0.7, inplace: true)) with { Differentiable = true, Types = Floats, NotSpecial = [1.401298464324817e-45, -1.401298464324817e-45, 1e-40] };
        yield return Binary("elu_backward", (x, y) => Pointwise.Binary(new EluBackward(0.7), x, y), (g, x) => x > 0 ? g : g * 0.7 * Math.Exp(x)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("celu", x => F.celu(x, 0.7), x => x > 0 ? x : 0.7 * M.Expm1(x / 0.7), x => F.celu(x, 0.7, inplace: true)) with { Differentiable = true, Types = Floats, NotSpecial = [1.401298464324817e-45, -1.401298464324817e-45, 1e-40] };
        yield return Binary("celu_backward", (x, y) => Pointwise.Binary(new CeluBackward(0.7), x, y), (g, x) => x > 0 ? g : g * Math.Exp(x / 0.7)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("selu", x => F.selu(x), x => x > 0 ? 1.0507009873554805 * x : 1.0507009873554805 * 1.6732632423543772 * M.Expm1(x), x => F.selu(x, inplace: true)) with { Differentiable = true, Types = Floats, NotSpecial = [1.401298464324817e-45, -1.401298464324817e-45, 1e-40, 3.4028234663852886e38] };
        yield return Binary("selu_backward", (x, y) => Pointwise.Binary(new SeluBackward(), x, y), (g, x) => x > 0 ? g * 1.0507009873554805 : g * 1.0507009873554805 * 1.6732632423543772 * Math.Exp(x)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("silu", x => F.silu(x), x => double.IsNegativeInfinity(x) ? double.NaN : x / (1 + Math.Exp(-x)), x => F.silu(x, inplace: true)) with { Differentiable = true, Types = Floats, Tolerance32 = 4e-6, SignedZero = false };
        yield return Binary("silu_backward", (x, y) => Pointwise.Binary(new SiluBackward(), x, y), (g, x) => M.Silu1(g, x)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("mish", x => F.mish(x), x => M.Mish(x), x => F.mish(x, inplace: true)) with { Differentiable = true, Types = Floats, Tolerance32 = 4e-6, SignedZero = false, NotSpecial = [double.NegativeInfinity] };
        yield return Binary("mish_backward", (x, y) => Pointwise.Binary(new MishBackward(), x, y), (g, x) => M.Mish1(g, x)) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("softplus", x => F.softplus(x, 2, 20), x => M.Softplus(x), x => F.softplus(x, 2, 20, inplace: true)) with { Differentiable = true, Types = Floats, Tolerance32 = 4e-6 };
        yield return Binary("softplus_backward", (x, y) => Pointwise.Binary(new SoftplusBackward(2, 20), x, y), (g, x) => g / (1 + Math.Exp(-2 * x))) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("hardtanh", x => F.hardtanh(x, -1, 2), x => double.IsNaN(x) ? x : Math.Clamp(x, -1, 2), x => F.hardtanh(x, -1, 2, inplace: true)) with { Differentiable = true, Types = [.. Floats, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64], GradDomain = [new(0.1, 0.9)], SignedZero = false };
        yield return Binary("hardtanh_backward", (x, y) => Pointwise.Binary(new HardtanhBackward(-1, 2), x, y), (g, x) => x > -1 && x < 2 ? g : 0) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6, GradDomain = [new(-2, 2), new(0.1, 0.9)] };
        yield return Unary("relu6", x => F.relu6(x), x => double.IsNaN(x) ? x : Math.Clamp(x, 0, 6), x => F.relu6(x, inplace: true)) with { Differentiable = true, Types = Numbers, Domain = [new(-8, 8)], SignedZero = false };
        yield return Unary("hardsigmoid", x => F.hardsigmoid(x), x => double.IsNaN(x) ? x : Math.Clamp(x + 3, 0, 6) / 6, x => F.hardsigmoid(x, inplace: true)) with { Differentiable = true, Types = Floats };
        yield return Binary("hardsigmoid_backward", (x, y) => Pointwise.Binary(new HardsigmoidBackward(), x, y), (g, x) => Math.Abs(x) < 3 ? g / 6 : 0) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("hardswish", x => F.hardswish(x), x => x * Math.Clamp(x + 3, 0, 6) / 6, x => F.hardswish(x, inplace: true)) with { Differentiable = true, Types = Floats, NotSpecial = [double.NaN, double.NegativeInfinity, 3.4028234663852886e38], SignedZero = false };
        yield return Binary("hardswish_backward", (x, y) => Pointwise.Binary(new HardswishBackward(), x, y), (g, x) => x <= -3 ? 0 : x < 3 ? g * (x / 3 + 0.5) : g) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("hardshrink", x => F.hardshrink(x, 0.7), x => Math.Abs(x) <= 0.7 ? 0 : x, x => F.hardshrink(x, 0.7, inplace: true)) with { Differentiable = true, Types = Floats, GradDomain = [new(1, 2)], SignedZero = false };
        yield return Binary("hardshrink_backward", (x, y) => Pointwise.Binary(new HardshrinkBackward(0.7), x, y), (g, x) => Math.Abs(x) <= 0.7 ? 0 : g) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6, GradDomain = [new(-2, 2), new(1, 2)] };
        yield return Unary("softshrink", x => F.softshrink(x, 0.7), x => Math.Abs(x) <= 0.7 ? 0 : x - Math.CopySign(0.7, x), x => F.softshrink(x, 0.7, inplace: true)) with { Differentiable = true, Types = Floats, GradDomain = [new(1, 2)], SignedZero = false };
        yield return Binary("softshrink_backward", (x, y) => Pointwise.Binary(new SoftshrinkBackward(0.7), x, y), (g, x) => Math.Abs(x) <= 0.7 ? 0 : g) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6, GradDomain = [new(-2, 2), new(1, 2)] };
        yield return Unary("threshold", x => F.threshold(x, 1, 7), x => x <= 1 ? 7 : x, x => F.threshold(x, 1, 7, inplace: true)) with { Differentiable = true, Types = Numbers, GradDomain = [new(2, 3)], SignedZero = false };
        yield return Binary("threshold_backward", (x, y) => Pointwise.Binary(new ThresholdBackward(1), x, y), (g, x) => x <= 1 ? 0 : g) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6, GradDomain = [new(-2, 2), new(2, 3)] };
        yield return Unary("logsigmoid", x => F.logsigmoid(x), x => Math.Min(x, 0) - M.Log1p(Math.Exp(-Math.Abs(x))), x => F.logsigmoid(x, inplace: true)) with { Differentiable = true, Types = Floats, Tolerance32 = 4e-6, SignedZero = false };
        yield return Binary("logsigmoid_backward", (x, y) => Pointwise.Binary(new LogSigmoidBackward(), x, y), (g, x) => g / (1 + Math.Exp(x))) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Unary("gelu", x => F.gelu(x), x => x * 0.5 * M.Erfc(-x / Math.Sqrt(2)), x => x.gelu_()) with { Types = Floats, Differentiable = true, Tolerance32 = 4e-6, SignedZero = false, NotSpecial = [double.NegativeInfinity, 1.401298464324817e-45, -1.401298464324817e-45] };
        yield return Unary("gelu_tanh", x => F.gelu(x, "tanh"), M.GeluTanh, x => x.gelu_("tanh")) with { Types = Floats, Differentiable = true, Tolerance32 = 4e-6, SignedZero = false, Specials = false };
        yield return Binary("gelu_backward", (x, y) => Pointwise.Binary(new GeluBackward(), x, y), (g, x) => g * (0.5 * M.Erfc(-x / Math.Sqrt(2)) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI))) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
        yield return Binary("gelu_tanh_backward", (x, y) => Pointwise.Binary(new GeluTanhBackward(), x, y), M.GeluTanh1) with { Specials = false, Types = Floats, Differentiable = true, Tolerance32 = 8e-6 };
    }
}
