namespace Taimatsu.Backends;

/// <summary>The element types that an operator computes in.</summary>
internal enum Domain
{
    /// <summary>All numbers; bool is computed as 0 and 1 and stored as "not zero".</summary>
    Any,
    /// <summary>All numbers but bool, which is an error.</summary>
    Number,
    /// <summary>Floats; integers and bool are converted to the default float type first.</summary>
    Floating,
    /// <summary>Floats; integers and bool are an error.</summary>
    FloatingOnly,
    /// <summary>Integers and bool; floats are an error.</summary>
    Integral,
}

/// <summary>What every pointwise operator tells about itself; <see cref="Name"/> is written by the source generator.</summary>
internal interface IPointwiseOp
{
    /// <summary>PyTorch's name.</summary>
    static abstract string Name { get; }

    /// <summary>The name of its graph node.</summary>
    static abstract string NodeName { get; }

    /// <summary>The types it computes in.</summary>
    static virtual Domain Domain => Domain.Any;

    /// <summary>True if the body gives a mask: the result is bool.</summary>
    static virtual bool IsPredicate => false;

    /// <summary>True if zeros and ones give zeros and ones, so that bools need not be told apart from bytes.</summary>
    static virtual bool KeepsBools => false;

    /// <summary>True if two vectors of floats go through the body side by side, so that its many constants are loaded once for both. Measure it: of bodies that are too long the compiler makes calls.</summary>
    static virtual bool RunsInPairs => false;

    /// <summary>True if of a float the body looks at the sign alone and changes nothing else: it needs no conversion of shorter floats.</summary>
    static virtual bool ChangesSignsAlone => false;
}

/// <summary>A pointwise operator of one operand: one body for every width and element type.</summary>
internal interface IUnaryOp : IPointwiseOp
{
    V Invoke<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged;
}

/// <summary>A pointwise operator of two operands of one type.</summary>
internal interface IBinaryOp : IPointwiseOp
{
    V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged;
}

/// <summary>A pointwise operator of three operands of one type.</summary>
internal interface ITernaryOp : IPointwiseOp
{
    V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged;
}

/// <summary>A unary operator as a backend receives it: visit it to get at its body.</summary>
internal abstract class UnaryOp
{
    public abstract string Name { get; }
    public abstract Domain Domain { get; }
    public abstract bool IsPredicate { get; }
    public abstract void Accept<TVisitor>(scoped ref TVisitor visitor) where TVisitor : struct, IUnaryVisitor, allows ref struct;
}

/// <inheritdoc cref="UnaryOp"/>
internal sealed class UnaryOp<TOp>(TOp op) : UnaryOp where TOp : struct, IUnaryOp
{
    /// <summary>The operator without parameters.</summary>
    public static readonly UnaryOp<TOp> Default = new(default);

    public override string Name => TOp.Name;
    public override Domain Domain => TOp.Domain;
    public override bool IsPredicate => TOp.IsPredicate;
    public override void Accept<TVisitor>(scoped ref TVisitor visitor) => visitor.Visit(op);
}

internal interface IUnaryVisitor
{
    void Visit<TOp>(TOp op) where TOp : struct, IUnaryOp;
}

/// <summary>A binary operator as a backend receives it: visit it to get at its body.</summary>
internal abstract class BinaryOp
{
    public abstract string Name { get; }
    public abstract Domain Domain { get; }
    public abstract bool IsPredicate { get; }
    public abstract void Accept<TVisitor>(scoped ref TVisitor visitor) where TVisitor : struct, IBinaryVisitor, allows ref struct;
}

/// <inheritdoc cref="BinaryOp"/>
internal sealed class BinaryOp<TOp>(TOp op) : BinaryOp where TOp : struct, IBinaryOp
{
    /// <summary>The operator without parameters.</summary>
    public static readonly BinaryOp<TOp> Default = new(default);

    public override string Name => TOp.Name;
    public override Domain Domain => TOp.Domain;
    public override bool IsPredicate => TOp.IsPredicate;
    public override void Accept<TVisitor>(scoped ref TVisitor visitor) => visitor.Visit(op);
}

internal interface IBinaryVisitor
{
    void Visit<TOp>(TOp op) where TOp : struct, IBinaryOp;
}

/// <summary>A ternary operator as a backend receives it: visit it to get at its body.</summary>
internal abstract class TernaryOp
{
    public abstract string Name { get; }
    public abstract Domain Domain { get; }
    public abstract void Accept<TVisitor>(scoped ref TVisitor visitor) where TVisitor : struct, ITernaryVisitor, allows ref struct;
}

/// <inheritdoc cref="TernaryOp"/>
internal sealed class TernaryOp<TOp>(TOp op) : TernaryOp where TOp : struct, ITernaryOp
{
    /// <summary>The operator without parameters.</summary>
    public static readonly TernaryOp<TOp> Default = new(default);

    public override string Name => TOp.Name;
    public override Domain Domain => TOp.Domain;
    public override void Accept<TVisitor>(scoped ref TVisitor visitor) => visitor.Visit(op);
}

internal interface ITernaryVisitor
{
    void Visit<TOp>(TOp op) where TOp : struct, ITernaryOp;
}
