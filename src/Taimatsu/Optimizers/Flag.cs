namespace Taimatsu.Optimizers;

/// <summary>A truth value in a rule: as a number, since rules are also handed to devices that disagree with .NET about the size of a bool.</summary>
internal readonly record struct Flag(int Value)
{
    public static implicit operator Flag(bool value) => new(value ? 1 : 0);

    public static implicit operator bool(Flag flag) => flag.Value != 0;
}
