using Taimatsu.Operators;
using static Taimatsu.Tests.Operators.OperatorInfo;

namespace Taimatsu.Tests.Operators;

internal static partial class OperatorRows
{
    private static IEnumerable<OperatorInfo> Bitwise()
    {
        yield return Binary("bitwise_and", (x, y) => x.bitwise_and(y), (x, y) => (long)x & (long)y, (x, y) => x.bitwise_and_(y), (x, y, o) => torch.bitwise_and(x, y, @out: o)) with { Types = IntegersAndBool, Specials = false };
        yield return Binary("bitwise_or", (x, y) => x.bitwise_or(y), (x, y) => (long)x | (long)y, (x, y) => x.bitwise_or_(y), (x, y, o) => torch.bitwise_or(x, y, @out: o)) with { Types = IntegersAndBool, Specials = false };
        yield return Binary("bitwise_xor", (x, y) => x.bitwise_xor(y), (x, y) => (long)x ^ (long)y, (x, y) => x.bitwise_xor_(y), (x, y, o) => torch.bitwise_xor(x, y, @out: o)) with { Types = IntegersAndBool, Specials = false };
        yield return Binary("bitwise_left_shift", (x, y) => x.bitwise_left_shift(y), (x, y) => (long)x << (int)y, (x, y) => x.bitwise_left_shift_(y), (x, y, o) => torch.bitwise_left_shift(x, y, @out: o)) with { Types = Integers, Domain = [new(-20, 20), new(0, 7)], Specials = false };
        yield return Binary("bitwise_right_shift", (x, y) => x.bitwise_right_shift(y), (x, y) => (long)x >> (int)y, (x, y) => x.bitwise_right_shift_(y), (x, y, o) => torch.bitwise_right_shift(x, y, @out: o)) with { Types = Integers, Domain = [new(-20, 20), new(0, 7)], Specials = false };
        yield return Binary("gcd", (x, y) => x.gcd(y), (x, y) => (double)System.Numerics.BigInteger.GreatestCommonDivisor((long)x, (long)y), (x, y) => x.gcd_(y), (x, y, o) => torch.gcd(x, y, @out: o)) with { Types = Integers, Domain = [new(-30, 30)], Specials = false };
        yield return Binary("lcm", (x, y) => x.lcm(y), (x, y) => x == 0 || y == 0 ? 0 : Math.Abs(x * y) / (double)System.Numerics.BigInteger.GreatestCommonDivisor((long)x, (long)y), (x, y) => x.lcm_(y), (x, y, o) => torch.lcm(x, y, @out: o)) with { Types = Integers, Domain = [new(-9, 9)], Specials = false };
    }
}
