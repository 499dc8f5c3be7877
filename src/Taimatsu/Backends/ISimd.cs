using System.Numerics;

namespace Taimatsu.Backends;

/// <summary>
/// A vector of <typeparamref name="T"/> of some width. Operator bodies are written once against it; the CPU runs them on 128, 256 and
/// 512 bits, another backend may run them on single elements. Comparisons give masks: all bits set in a lane that is true.
/// </summary>
internal interface ISimd<TSelf, T> :
    IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>, IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>, IUnaryNegationOperators<TSelf, TSelf>, IBitwiseOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>True if the lanes hold floating point numbers; for bodies that differ by that, in place of a comparison of types, which no GPU knows.</summary>
    static abstract bool IsFloat { get; }

    static abstract unsafe TSelf Load(T* source);
    static abstract unsafe void Store(TSelf value, T* target);

    /// <summary>Every lane is the value, converted to <typeparamref name="T"/> as a C cast does.</summary>
    static abstract TSelf Create(double value);
    static abstract TSelf Create(T value);
    static abstract TSelf Zero { get; }
    static abstract TSelf One { get; }

    /// <summary>One bit a lane, the first lane lowest: the lanes' sign bits.</summary>
    static abstract ulong MaskBits(TSelf mask);

    static abstract TSelf Equal(TSelf left, TSelf right);
    static abstract TSelf Less(TSelf left, TSelf right);
    static abstract TSelf LessOrEqual(TSelf left, TSelf right);

    /// <summary>Lane by lane <paramref name="mask"/> ? <paramref name="whenTrue"/> : <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    /// <summary>x · y + z with one rounding (for integers, plainly).</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>The larger; NaN if either is NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);
    /// <summary>The smaller; NaN if either is NaN.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);
    static abstract TSelf Abs(TSelf x);
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>The sum of all lanes.</summary>
    static abstract T Sum(TSelf x);

    // Rounding leaves integers as they are.
    static abstract TSelf Floor(TSelf x);
    static abstract TSelf Ceiling(TSelf x);
    static abstract TSelf Truncate(TSelf x);
    /// <summary>To the nearest, ties to even.</summary>
    static abstract TSelf Round(TSelf x);

    // Floating point only.
    static abstract TSelf Exp(TSelf x);
    static abstract TSelf Log(TSelf x);
    static abstract TSelf Log2(TSelf x);
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);
    /// <summary>The smaller by one instruction: where x is NaN the result is x, whatever the limit is. For polynomials' ranges.</summary>
    static abstract TSelf LimitAbove(TSelf x, TSelf limit);
    /// <inheritdoc cref="LimitAbove"/>
    static abstract TSelf LimitBelow(TSelf x, TSelf limit);
    /// <summary>2ⁿ of whole numbers n; n must lie in the range of normal exponents.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);
    /// <summary>p · 2ⁿ of whole numbers n, also where 2ⁿ itself is too large or too small.</summary>
    static abstract TSelf Scale(TSelf p, TSelf n);
    /// <summary>The exponent e of positive normal numbers m · 2ᵉ, 1 ≤ m &lt; 2.</summary>
    static abstract TSelf Exponent(TSelf x);
    /// <summary>The significand m of normal numbers m · 2ᵉ, 1 ≤ m &lt; 2, without the sign.</summary>
    static abstract TSelf Significand(TSelf x);

    // Integers only.
    static abstract TSelf ShiftLeft(TSelf x, TSelf count);
    static abstract TSelf ShiftRight(TSelf x, TSelf count);
    /// <summary>x / y towards zero; the smallest integer by −1 is itself.</summary>
    /// <exception cref="DivideByZeroException">A lane of y is 0.</exception>
    static abstract TSelf WholeQuotient(TSelf x, TSelf y);

    /// <summary>Applies a scalar function to each lane: for functions that have no vector form.</summary>
    static abstract TSelf Map<TFunction>(TSelf x) where TFunction : struct, IScalarFunction;
    /// <summary>Applies a scalar function of two arguments to each pair of lanes.</summary>
    static abstract TSelf Map<TFunction>(TSelf x, TSelf y) where TFunction : struct, IScalarFunction2;
}
