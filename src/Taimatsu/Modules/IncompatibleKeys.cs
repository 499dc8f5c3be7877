namespace Taimatsu.Modules;

/// <summary>What did not fit when a state was loaded: names that the module has and the state has not, and the other way round.</summary>
/// <param name="missing_keys">Names that the module has and the state has not.</param>
/// <param name="unexpected_keys">Names that the state has and the module has not.</param>
public sealed record IncompatibleKeys(IReadOnlyList<string> missing_keys, IReadOnlyList<string> unexpected_keys)
{
    /// <summary>As PyTorch prints it.</summary>
    public override string ToString() => missing_keys.Count + unexpected_keys.Count == 0
        ? "<All keys matched successfully>"
        : $"_IncompatibleKeys(missing_keys=[{Quoted(missing_keys)}], unexpected_keys=[{Quoted(unexpected_keys)}])";

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
