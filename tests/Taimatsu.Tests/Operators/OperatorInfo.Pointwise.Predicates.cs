using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Predicates()
    {
        yield return Unary("isnan", x => x.isnan(), x => double.IsNaN(x) ? 1 : 0, null, (x, o) => torch.isnan(x, o));
        yield return Unary("isinf", x => x.isinf(), x => double.IsInfinity(x) ? 1 : 0, null, (x, o) => torch.isinf(x, o));
        yield return Unary("isposinf", x => x.isposinf(), x => double.IsPositiveInfinity(x) ? 1 : 0, null, (x, o) => torch.isposinf(x, o));
        yield return Unary("isneginf", x => x.isneginf(), x => double.IsNegativeInfinity(x) ? 1 : 0, null, (x, o) => torch.isneginf(x, o));
        yield return Unary("isfinite", x => x.isfinite(), x => double.IsFinite(x) ? 1 : 0, null, (x, o) => torch.isfinite(x, o));
        yield return Unary("signbit", x => x.signbit(), x => double.IsNegative(x) ? 1 : 0, null, (x, o) => torch.signbit(x, o)) with { NotSpecial = [double.NaN] };
        yield return Unary("logical_not", x => x.logical_not(), x => x == 0 ? 1 : 0, x => x.logical_not_(), (x, o) => torch.logical_not(x, @out: o));
        yield return Binary("eq", (x, y) => x.eq(y), (x, y) => x == y ? 1 : 0, (x, y) => x.eq_(y), (x, y, o) => torch.eq(x, y, @out: o));
        yield return Binary("ne", (x, y) => x.ne(y), (x, y) => x != y ? 1 : 0, (x, y) => x.ne_(y), (x, y, o) => torch.ne(x, y, @out: o));
        yield return Binary("lt", (x, y) => x.lt(y), (x, y) => x < y ? 1 : 0, (x, y) => x.lt_(y), (x, y, o) => torch.lt(x, y, @out: o));
        yield return Binary("le", (x, y) => x.le(y), (x, y) => x <= y ? 1 : 0, (x, y) => x.le_(y), (x, y, o) => torch.le(x, y, @out: o));
        yield return Binary("gt", (x, y) => x.gt(y), (x, y) => x > y ? 1 : 0, (x, y) => x.gt_(y), (x, y, o) => torch.gt(x, y, @out: o));
        yield return Binary("ge", (x, y) => x.ge(y), (x, y) => x >= y ? 1 : 0, (x, y) => x.ge_(y), (x, y, o) => torch.ge(x, y, @out: o));
        yield return Binary("logical_and", (x, y) => x.logical_and(y), (x, y) => x != 0 && y != 0 ? 1 : 0, (x, y) => x.logical_and_(y), (x, y, o) => torch.logical_and(x, y, @out: o));
        yield return Binary("logical_or", (x, y) => x.logical_or(y), (x, y) => x != 0 || y != 0 ? 1 : 0, (x, y) => x.logical_or_(y), (x, y, o) => torch.logical_or(x, y, @out: o));
        yield return Binary("logical_xor", (x, y) => x.logical_xor(y), (x, y) => (x != 0) != (y != 0) ? 1 : 0, (x, y) => x.logical_xor_(y), (x, y, o) => torch.logical_xor(x, y, @out: o));
    }
}
