using System.Runtime.CompilerServices;
using static Taimatsu.Backends.Elementary;

namespace Taimatsu.Backends;

/// <summary>
/// The inverse of the error function over vectors: of float32 x times a polynomial in w = −log(1 − x²), or in its root near ±1; float64 goes on from there by Halley's method.
/// </summary>
internal static unsafe class InverseErrorFunction
{
    /// <summary>erf⁻¹(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfinv<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged => sizeof(T) == sizeof(float) ? Single<V, T>(x) : Double<V, T>(x);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V Double<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        V a = V.Abs(x), product = (V.One - a) * (V.One + a), y = Single<V, T>(a);
        // Nearer to ±1 than any float: a formula with two digits, and two steps more.
        var outside = V.Less(product, V.Create(1e-7)) & V.Less(V.Zero, product);
        if (V.MaskBits(outside) != 0)
        {
            V logarithm = Log<V, T>(product), half = V.MultiplyAdd(logarithm, V.Create(0.5), V.Create(4.330746750799873));
            var rough = V.Sqrt(V.Sqrt(V.MultiplyAdd(half, half, logarithm * V.Create(-6.802721088435375))) - half);
            y = V.Select(outside, Halley<V, T>(Halley<V, T>(rough, a), a), y);
        }
        y = Halley<V, T>(y, a);
        return V.CopySign(V.Select(V.Equal(a, V.One), V.Create(double.PositiveInfinity), y), x);
    }

    // Three times the digits.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V Halley<V, T>(V y, V a) where V : struct, ISimd<V, T> where T : unmanaged
    {
        var step = ErrorFunction.Beyond<V, T>(y, a) * V.Create(0.886226925452758) * Exp<V, T>(y * y);
        return y - step / V.MultiplyAdd(y, step, V.One);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static V Single<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
    {
        // 1 − x is exact where it matters; beyond ±1 the logarithm is NaN, and so is the result.
        var w = -Log<V, T>((V.One - x) * (V.One + x));
        var t = w - V.Create(2.5);
        var near = Step<V, T>(V.Create(-8.93192597e-9), t, 2.33359672e-8);
        near = Step<V, T>(near, t, 4.681313481e-7);
        near = Step<V, T>(near, t, -3.463985268e-6);
        near = Step<V, T>(near, t, -4.972419689e-6);
        near = Step<V, T>(near, t, 0.0002183493862);
        near = Step<V, T>(near, t, -0.001252726392);
        near = Step<V, T>(near, t, -0.004177392875);
        near = Step<V, T>(near, t, 0.2466402791);
        near = Step<V, T>(near, t, 1.50140936);
        var result = near;
        var beyond = V.Less(V.Create(5), w);
        if (V.MaskBits(beyond) != 0)
        {
            var r = V.Sqrt(w) - V.Create(3);
            var far = Step<V, T>(V.Create(-0.0001351623873), r, 4.971489342e-5);
            far = Step<V, T>(far, r, 0.001267453726);
            far = Step<V, T>(far, r, -0.003619630952);
            far = Step<V, T>(far, r, 0.005773549966);
            far = Step<V, T>(far, r, -0.00763829818);
            far = Step<V, T>(far, r, 0.009434032523);
            far = Step<V, T>(far, r, 1.00167522);
            far = Step<V, T>(far, r, 2.832977034);
            result = V.Select(beyond, far, near);
        }
        return V.Select(V.Equal(V.Abs(x), V.One), V.CopySign(V.Create(double.PositiveInfinity), x), result * x);
    }
}
