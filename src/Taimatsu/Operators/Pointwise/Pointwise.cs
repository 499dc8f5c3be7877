using System.Runtime.CompilerServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>What all pointwise operators share: shapes, types, the kernel, the graph. An operator itself is one struct in a file of its own.</summary>
internal static class Pointwise
{
    /// <summary>A new tensor, or <paramref name="out"/>.</summary>
    public static Tensor Unary<TOp>(TOp op, Tensor x, Tensor? @out = null) where TOp : struct, IUnaryOp
    {
        if (op is IOperandCheck) ((IOperandCheck)op).Check(x, null);
        if (@out is null && FlatWay<TOp>.Takes(x))
        {
            var flat = Tensor.Empty(x.Layout, TOp.IsPredicate ? ScalarType.Bool : x.dtype, Device.CPU);
            if (BackendRegistry.TryFlat(op, flat.Operand, x.Operand))
                return UnaryNode<TOp>.Exists && !TOp.IsPredicate && x.requires_grad && GradMode.IsEnabled ? flat.SetGradFn(new UnaryNode<TOp>(op, x, null, flat)) : flat;
        }
        return UnaryAs(op, x, TypePromotion.Apply(TOp.Domain, x.dtype, TOp.Name), @out);
    }

    /// <summary>The same, computed in a type that the caller has found.</summary>
    public static Tensor UnaryAs<TOp>(TOp op, Tensor x, ScalarType common, Tensor? @out = null) where TOp : struct, IUnaryOp
    {
        var type = TOp.IsPredicate ? ScalarType.Bool : common;
        bool records = GradMode.IsEnabled && x.requires_grad && !TOp.IsPredicate;
        Tensor result;
        if (@out is null) result = Tensor.Empty(Dense(x.Layout), type, x.device);
        else result = OutArgument.Prepare(@out, x.Layout, type, x.device, records, TOp.Name);
        Run(op, result, x, common);
        if (@out is not null) result.BumpVersion();
        if (records && UnaryNode<TOp>.Exists) result.SetGradFn(new UnaryNode<TOp>(op, x, null, result));
        return result;
    }

    /// <summary>Changes <paramref name="x"/> and returns it.</summary>
    public static Tensor UnaryInPlace<TOp>(TOp op, Tensor x) where TOp : struct, IUnaryOp
    {
        if (op is IOperandCheck) ((IOperandCheck)op).Check(x, null);
        return UnaryInPlaceAs(op, x, TypePromotion.Apply(TOp.Domain, x.dtype, TOp.Name));
    }

    /// <summary>The same, computed in a type that the caller has found.</summary>
    public static Tensor UnaryInPlaceAs<TOp>(TOp op, Tensor x, ScalarType common) where TOp : struct, IUnaryOp
    {
        TypePromotion.CheckCast(TOp.IsPredicate ? ScalarType.Bool : common, x.dtype);
        bool records = InPlace.Check(x) && !TOp.IsPredicate && UnaryNode<TOp>.Exists;
        var saved = records && default(TOp) is IGradientFromInput ? x.clone() : null;
        Run(op, x, x, common);
        x.BumpVersion();
        if (records) x.RebaseHistory(new UnaryNode<TOp>(op, x, saved, x));
        return x;
    }

    /// <summary>Records that a kernel of another operator has changed <paramref name="x"/> as this one would have; the gradient must not need what was there before.</summary>
    public static Tensor ChangedInPlace<TOp>(TOp op, Tensor x) where TOp : struct, IUnaryOp, IGradientFromOutput
    {
        bool records = InPlace.Check(x);
        x.BumpVersion();
        if (records) x.RebaseHistory(new UnaryNode<TOp>(op, x, null, x));
        return x;
    }

    /// <summary>A new tensor, or <paramref name="out"/>.</summary>
    public static Tensor Binary<TOp>(TOp op, Tensor x, Tensor y, Tensor? @out = null) where TOp : struct, IBinaryOp
    {
        if (op is IOperandCheck) ((IOperandCheck)op).Check(x, y);
        if (@out is null && FlatWay<TOp>.Takes(x, y))
        {
            var flat = Tensor.Empty(x.Layout, TOp.IsPredicate ? ScalarType.Bool : x.dtype, Device.CPU);
            if (BackendRegistry.TryFlat(op, flat.Operand, x.Operand, y.Operand))
                return BinaryNode<TOp>.Exists && !TOp.IsPredicate && (x.requires_grad || y.requires_grad) && GradMode.IsEnabled ? flat.SetGradFn(new BinaryNode<TOp>(op, x, null, y, flat)) : flat;
        }
        var device = Devices.Common(TOp.Name, ref x, ref y);
        var common = TypePromotion.Apply(TOp.Domain, TypePromotion.Result(x, y), TOp.Name);
        var type = TOp.IsPredicate ? ScalarType.Bool : common;
        var layout = Ordered(Broadcasting.Result(x.Layout, y.Layout), x.Layout, y.Layout);
        bool records = GradMode.IsEnabled && !TOp.IsPredicate && (x.requires_grad || y.requires_grad);
        var result = @out is null ? Tensor.Empty(layout, type, device) : OutArgument.Prepare(@out, layout, type, device, records, TOp.Name);
        Run(op, result, x, y, common);
        if (@out is not null) result.BumpVersion();
        if (records && BinaryNode<TOp>.Exists) result.SetGradFn(new BinaryNode<TOp>(op, x, null, y, result));
        return result;
    }

    /// <summary>With a plain number for the second operand, which becomes a tensor only where it must.</summary>
    public static Tensor Binary<TOp>(TOp op, Tensor x, Scalar y, Tensor? @out = null) where TOp : struct, IBinaryOp
    {
        if (@out is null && FlatWay<TOp>.Takes(x, y))
        {
            var flat = Tensor.Empty(x.Layout, TOp.IsPredicate ? ScalarType.Bool : x.dtype, Device.CPU);
            if (BackendRegistry.TryFlat(op, flat.Operand, x.Operand, y))
                return BinaryNode<TOp>.Exists && !TOp.IsPredicate && x.requires_grad && GradMode.IsEnabled ? flat.SetGradFn(new BinaryNode<TOp>(op, x, null, y, flat)) : flat;
        }
        return Binary(op, x, Tensor.Wrap(y), @out);
    }

    /// <summary>Changes <paramref name="x"/> and returns it.</summary>
    public static Tensor BinaryInPlace<TOp>(TOp op, Tensor x, Tensor y) where TOp : struct, IBinaryOp
    {
        if (op is IOperandCheck) ((IOperandCheck)op).Check(x, y);
        if (!TOp.IsPredicate && FlatWay<TOp>.Takes(x, y) && !(GradMode.IsEnabled && (x.requires_grad || y.requires_grad)) && !x.Storage.SharesMemoryWith(y.Storage))
        {
            BackendRegistry.TryFlat(op, x.Operand, x.Operand, y.Operand);
            x.BumpVersion();
            return x;
        }
        Devices.Common(TOp.Name, ref x, ref y);
        var common = TypePromotion.Apply(TOp.Domain, TypePromotion.Result(x, y), TOp.Name);
        TypePromotion.CheckCast(TOp.IsPredicate ? ScalarType.Bool : common, x.dtype);
        Broadcasting.CheckExpandable(y.Layout, x.Layout, "output");
        bool records = InPlace.Check(x, y) && !TOp.IsPredicate && BinaryNode<TOp>.Exists;
        var saved = records && BinaryNode<TOp>.SavesInputs && (!BinaryNode<TOp>.SavesTheOther || y.requires_grad) ? x.clone() : null;
        Run(op, x, x, InPlace.WithoutOverlap(y, x), common);
        x.BumpVersion();
        if (records) x.RebaseHistory(new BinaryNode<TOp>(op, x, saved, y, x));
        return x;
    }

    /// <summary>In place with a plain number for the second operand.</summary>
    public static Tensor BinaryInPlace<TOp>(TOp op, Tensor x, Scalar y) where TOp : struct, IBinaryOp
    {
        if (TOp.IsPredicate || (GradMode.IsEnabled && x.requires_grad) || !FlatWay<TOp>.Takes(x, y)) return BinaryInPlace(op, x, Tensor.Wrap(y));
        InPlace.Check(x);
        BackendRegistry.TryFlat(op, x.Operand, x.Operand, y);
        x.BumpVersion();
        return x;
    }

    /// <summary>A new tensor, or <paramref name="out"/>.</summary>
    public static Tensor Ternary<TOp>(TOp op, Tensor x, Tensor y, Tensor z, Tensor? @out = null) where TOp : struct, ITernaryOp
    {
        var device = Devices.Common(TOp.Name, ref x, ref y, ref z);
        var common = TypePromotion.Apply(TOp.Domain, TypePromotion.Result(x, y, z), TOp.Name);
        var layout = Broadcasting.Result(Broadcasting.Result(x.Layout, y.Layout), z.Layout);
        bool records = GradMode.IsEnabled && (x.requires_grad || y.requires_grad || z.requires_grad);
        var result = @out is null ? Tensor.Empty(layout, common, device) : OutArgument.Prepare(@out, layout, common, device, records, TOp.Name);
        result.Backend.Ternary(new TernaryOp<TOp>(op), new TensorIterator(result.Operand, x.Operand, y.Operand, z.Operand, TypePromotion.Compute(common)));
        if (@out is not null) result.BumpVersion();
        if (records && TernaryNode<TOp>.Exists) result.SetGradFn(new TernaryNode<TOp>(op, x, null, y, z));
        return result;
    }

    /// <summary>Changes <paramref name="x"/> and returns it.</summary>
    public static Tensor TernaryInPlace<TOp>(TOp op, Tensor x, Tensor y, Tensor z) where TOp : struct, ITernaryOp
    {
        Devices.Common(TOp.Name, ref x, ref y, ref z);
        var common = TypePromotion.Apply(TOp.Domain, TypePromotion.Result(x, y, z), TOp.Name);
        TypePromotion.CheckCast(common, x.dtype);
        Broadcasting.CheckExpandable(Broadcasting.Result(y.Layout, z.Layout), x.Layout, "output");
        bool records = InPlace.Check(x, y, z) && TernaryNode<TOp>.Exists;
        var saved = records ? x.clone() : null;
        y = InPlace.WithoutOverlap(y, x);
        z = InPlace.WithoutOverlap(z, x);
        x.Backend.Ternary(new TernaryOp<TOp>(op), new TensorIterator(x.Operand, x.Operand, y.Operand, z.Operand, TypePromotion.Compute(common)));
        x.BumpVersion();
        if (records) x.RebaseHistory(new TernaryNode<TOp>(op, x, saved, y, z));
        return x;
    }

    private static void Run<TOp>(TOp op, Tensor result, Tensor x, ScalarType common) where TOp : struct, IUnaryOp
    {
        if (!ReferenceEquals(result, x)) x = InPlace.WithoutOverlap(x, result);
        result.Backend.Unary(Descriptor(op), new TensorIterator(result.Operand, x.Operand, TypePromotion.Compute(common)));
    }

    private static void Run<TOp>(TOp op, Tensor result, Tensor x, Tensor y, ScalarType common) where TOp : struct, IBinaryOp
        => result.Backend.Binary(Descriptor2(op), new TensorIterator(result.Operand, x.Operand, y.Operand, TypePromotion.Compute(common)));

    // An operator without parameters has one descriptor for good.
    private static UnaryOp Descriptor<TOp>(TOp op) where TOp : struct, IUnaryOp
        => !RuntimeHelpers.IsReferenceOrContainsReferences<TOp>() && Unsafe.SizeOf<TOp>() <= 1 ? UnaryOp<TOp>.Default : new UnaryOp<TOp>(op);

    private static BinaryOp Descriptor2<TOp>(TOp op) where TOp : struct, IBinaryOp
        => !RuntimeHelpers.IsReferenceOrContainsReferences<TOp>() && Unsafe.SizeOf<TOp>() <= 1 ? BinaryOp<TOp>.Default : new BinaryOp<TOp>(op);

    // The result's dimensions lie in the order of the first operand that has them all, as PyTorch's do.
    private static Layout Ordered(Layout result, Layout x, Layout y)
    {
        if (x.IsContiguous && y.IsContiguous) return result;
        if (x.SameSizes(result)) return Dense(x);
        return y.SameSizes(result) ? Dense(y) : result;
    }

    // Keeps the order of a permuted operand's dimensions, as PyTorch does; anything else becomes row-major.
    private static Layout Dense(Layout layout) => layout.IsContiguous || layout.IsDense() ? layout : Layout.Contiguous(layout.Sizes);
}
