using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;
using M = Taimatsu.Tests.Operators.ReferenceFunctions;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> SpecialFunctions()
    {
        yield return Unary("erf", x => x.erf(), M.Erf, x => x.erf_(), (x, o) => torch.erf(x, @out: o)) with { Differentiable = true };
        yield return Unary("erfc", x => x.erfc(), M.Erfc, x => x.erfc_(), (x, o) => torch.erfc(x, @out: o)) with { Differentiable = true };
        yield return Unary("erfinv", x => x.erfinv(), M.Erfinv, x => x.erfinv_(), (x, o) => torch.erfinv(x, @out: o)) with { Differentiable = true, Domain = [new(-0.95, 0.95)], GradDomain = [new(-0.8, 0.8)], Tolerance32 = 4e-6 };
        yield return Unary("lgamma", x => x.lgamma(), M.Lgamma, x => x.lgamma_(), (x, o) => torch.lgamma(x, @out: o)) with { Differentiable = true, Domain = [new(-4, 6)], GradDomain = [new(0.5, 3)], Tolerance32 = 4e-6, Specials = false };
        yield return Unary("digamma", x => x.digamma(), M.Digamma, x => x.digamma_(), (x, o) => torch.digamma(x, @out: o)) with { Differentiable = true, Domain = [new(0.5, 6)], GradDomain = [new(0.5, 3)], Specials = false };
    }
}
