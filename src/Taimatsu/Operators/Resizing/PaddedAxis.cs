using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Where the elements of a dimension come from that has margins of its own elements: "reflect", "replicate" or "circular".</summary>
internal readonly record struct PaddedAxis(string Mode, long Input, long Before, long After) : IAxisRule
{
    public long Output => Input + Before + After;

    /// <summary>Throws unless the margins fit the length.</summary>
    public void Check(Tensor input, int dimension)
    {
        if (Mode == "reflect" && (Before >= Input || After >= Input))
            throw new ArgumentException($"Argument #4: Padding size should be less than the corresponding input dimension, but got: padding ({Before}, {After}) at dimension {dimension} of input [{string.Join(", ", input.shape)}]");
        if (Mode == "circular" && (Before > Input || After > Input)) throw new ArgumentException("Padding value causes wrapping around more than once.");
        if (Output < 0 || Input == 0) throw new ArgumentException($"{Mode} padding: the length {Input} of dimension {dimension} with padding ({Before}, {After}) leaves nothing to choose from");
    }

    public AxisTaps Make()
    {
        if (Before == 0 && After == 0) return AxisTaps.Identity(Input);
        var places = new int[Output];
        for (int i = 0; i < places.Length; i++)
        {
            long at = i - Before;
            places[i] = (int)(Mode switch
            {
                "replicate" => Math.Clamp(at, 0, Input - 1),
                "circular" => (at % Input + Input) % Input,
                _ => at < 0 ? -at : at >= Input ? 2 * (Input - 1) - at : at,
            });
        }
        return AxisTaps.Pick(Input, places);
    }
}
