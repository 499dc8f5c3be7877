namespace Taimatsu.Operators;

/// <summary>Where the generator puts an operator's public methods.</summary>
[Flags]
internal enum Face
{
    /// <summary><c>Tensor.name(…)</c>.</summary>
    Tensor = 1,
    /// <summary><c>Tensor.name_(…)</c>, in place.</summary>
    InPlace = 2,
    /// <summary><c>torch.name(…)</c>.</summary>
    Torch = 4,
    /// <summary><c>torch.nn.functional.name(…)</c>.</summary>
    Functional = 8,
    /// <summary><c>torch.special.name(…)</c>.</summary>
    Special = 16,
    /// <summary><c>torch.linalg.name(…)</c>.</summary>
    Linalg = 32,
    /// <summary>A tensor method, its in-place form, and a function with an <c>out:</c> argument.</summary>
    Default = Tensor | InPlace | Torch,
}

/// <summary>
/// Marks an operator. On a pointwise struct the generator writes its name, its graph node's name and the public methods of each face;
/// on a static method it writes forwarders with the method's own parameters and documentation.
/// </summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Method)]
internal sealed class OperatorAttribute(string name) : Attribute
{
    /// <summary>PyTorch's name.</summary>
    public string Name { get; } = name;

    /// <summary>Where it appears; methods default to a tensor method and a torch function.</summary>
    public Face Face { get; set; }

    /// <summary>The node's name if it is not the name in Pascal case plus <c>Backward0</c>.</summary>
    public string? Node { get; set; }

    /// <summary>The parameter of type <see cref="Size"/> may also be given as up to six numbers.</summary>
    public bool Sizes { get; set; }

    /// <summary>
    /// Overloads of a higher priority win. Without one, <c>sum(0)</c> would take the 0 for the enum's first element type instead of a dimension.
    /// </summary>
    public int Priority { get; set; }

    /// <summary>It may have nothing to do, and then returns its operand itself. Callers outside have been given that tensor once more, and may dispose it once more.</summary>
    public bool MayReturnInput { get; set; }

    /// <summary>Other names of the same operator, separated by spaces.</summary>
    public string? Alias { get; set; }
}

/// <summary>Marks the forms of a method that only the library itself sees, and prefers: what it takes for a moment from such an operator it never disposes.</summary>
internal readonly struct Inside;
