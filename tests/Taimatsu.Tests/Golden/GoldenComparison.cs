namespace Taimatsu.Tests.Golden;

/// <summary>Whether our answer is libtorch's.</summary>
/// <param name="ulps">Steps between representable numbers that count as equal.</param>
/// <param name="slack">For operators that add up many numbers: machine epsilons of the largest number of the result that count as equal too.</param>
internal sealed class GoldenComparison(int ulps, double slack)
{
    /// <summary>What differs, in one line; null if nothing does.</summary>
    public string? Difference(object? ours, object? theirs)
    {
        if (theirs is double number) return ours is double own && (Ulps.Between(own, number) <= ulps || Math.Abs(own - number) <= slack * 1e-16) ? null : $"{ours} instead of {theirs}";
        if (theirs is not GoldenTensor expected) return Equals(ours, theirs) ? null : $"{ours ?? "nothing"} instead of {theirs ?? "nothing"}";
        if (ours is not Tensor tensor) return $"{ours ?? "nothing"} instead of {expected}";
        var actual = GoldenTensor.From(tensor);
        if (actual.DType != expected.DType || !actual.Shape.SequenceEqual(expected.Shape)) return $"{actual} instead of {expected}";
        return expected.DType switch
        {
            ScalarType.Float64 => Floats<double>(actual, expected, Ulps.Between, v => v, double.BitIncrement(1) - 1),
            ScalarType.Float32 => Floats<float>(actual, expected, Ulps.Between, v => v, MathF.BitIncrement(1) - 1),
            ScalarType.Float16 => Floats<Half>(actual, expected, Ulps.Between, v => (double)v, 1.0 / 1024),
            ScalarType.BFloat16 => Floats<BFloat16>(actual, expected, Ulps.Between, v => v, 1.0 / 128),
            _ => Exactly(actual, expected),
        };
    }

    private static string? Exactly(GoldenTensor actual, GoldenTensor expected)
    {
        for (int i = 0; i < expected.Values.Length; i++)
            if (!expected.Values.GetValue(i)!.Equals(actual.Values.GetValue(i))) return $"element {i} is {actual.Values.GetValue(i)} instead of {expected.Values.GetValue(i)}";
        return null;
    }

    private string? Floats<T>(GoldenTensor actual, GoldenTensor expected, Func<T, T, long> distance, Func<T, double> widen, double epsilon)
    {
        var (ours, theirs) = ((T[])actual.Values, (T[])expected.Values);
        double largest = theirs.Select(widen).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max(), allowed = slack * epsilon * largest;
        int wrong = 0, at = 0;
        long worst = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            long steps = distance(ours[i], theirs[i]);
            if (steps <= ulps || Math.Abs(widen(ours[i]) - widen(theirs[i])) <= allowed) continue;
            wrong++;
            if (steps <= worst) continue;
            (worst, at) = (steps, i);
        }
        return wrong == 0 ? null : $"{wrong} of {theirs.Length} elements, the worst at {at}: {ours[at]} instead of {theirs[at]}, {worst} ulp";
    }
}
