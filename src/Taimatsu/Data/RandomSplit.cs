namespace Taimatsu.Data;

/// <summary>Cuts a data set at random, with PyTorch's draws.</summary>
internal static class RandomSplit
{
    public static Subset<T>[] Cut<T>(Dataset<T> dataset, IReadOnlyList<long> lengths, Generator? generator)
    {
        if (lengths.Any(l => l < 0)) throw new ArgumentException($"random_split: lengths must not be negative, got [{string.Join(", ", lengths)}]");
        if (lengths.Sum() != dataset.Count)
            throw new ArgumentException($"Sum of input lengths does not equal the length of the input dataset! [{string.Join(", ", lengths)}] for {dataset.Count} items");
        long[] order = torch.randperm(dataset.Count, generator: generator).ToFlatArray<long>();
        var parts = new Subset<T>[lengths.Count];
        int at = 0;
        for (int i = 0; i < parts.Length; at += (int)lengths[i++]) parts[i] = new(dataset, order[at..(at + (int)lengths[i])]);
        return parts;
    }

    /// <summary>Shares of the whole as numbers of items; what rounding leaves goes to the parts in turn.</summary>
    public static long[] Lengths(IReadOnlyList<double> fractions, long count)
    {
        foreach (double fraction in fractions)
            if (!(fraction is >= 0 and <= 1)) throw new ArgumentException($"Fraction at index {fractions.ToList().IndexOf(fraction)} is not between 0 and 1");
        double sum = fractions.Sum();
        if (Math.Abs(sum - 1) > 1e-9) throw new ArgumentException($"random_split: fractions must sum to 1, their sum is {sum}");
        long[] lengths = [.. fractions.Select(f => (long)Math.Floor(count * f))];
        long rest = count - lengths.Sum();
        for (int i = 0; i < rest; i++) lengths[i % lengths.Length]++;
        return lengths;
    }
}
