using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>A rule for where the elements of an axis come from.</summary>
internal interface IAxisRule
{
    long Output { get; }

    AxisTaps Make();
}

/// <summary>
/// The taps of the axes that were asked for last: a network resizes and pads by the same few rules at every step, and to make taps, their inverse and a kernel's tables takes as long as
/// the work on a small picture.
/// </summary>
internal static class KeptTaps<TRule> where TRule : struct, IAxisRule, IEquatable<TRule>
{
    private const int Slots = 64, Longest = 4096;

    private static readonly Entry?[] s_kept = new Entry?[Slots];

    public static AxisTaps Of(TRule rule)
    {
        if (rule.Output > Longest) return rule.Make();
        ref Entry? slot = ref s_kept[(uint)rule.GetHashCode() % Slots];
        if (Volatile.Read(ref slot) is { } entry && entry.Rule.Equals(rule)) return entry.Taps;
        var taps = rule.Make();
        Volatile.Write(ref slot, new(rule, taps));
        return taps;
    }

    private sealed record Entry(TRule Rule, AxisTaps Taps);
}
