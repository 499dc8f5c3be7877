using System.Runtime.CompilerServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;
using Reduction = Taimatsu.torch.nn.Reduction;

namespace Taimatsu.Operators;

/// <summary>A loss of each element and its target: one body for the value, and formulas for both derivatives.</summary>
internal interface IElementLoss : IBinaryOp
{
    /// <summary>The derivative by the input, for kernels.</summary>
    V Slope<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged;

    /// <summary>The gradient of the input; <paramref name="grad"/> broadcasts.</summary>
    Tensor ByInput(Tensor grad, Tensor input, Tensor target);

    /// <summary>The gradient of the target.</summary>
    Tensor ByTarget(Tensor grad, Tensor input, Tensor target);
}

/// <summary>Losses of single elements: the kernel, the reduction and one graph node for both.</summary>
internal static class ElementLoss
{
    /// <summary>The reduced losses, each times a weight if there is one.</summary>
    public static Tensor Run<TOp>(TOp op, Tensor input, Tensor target, Reduction reduction, Tensor? weight = null) where TOp : struct, IElementLoss
    {
        if (input.device != target.device) throw Devices.Mixed(TOp.Name, input.device, target.device);
        bool records = GradMode.IsEnabled && (input.requires_grad || target.requires_grad || weight is { requires_grad: true });
        Layout layout;
        var result = weight is null && reduction != Reduction.None ? Sum(new Value<TOp>(op), input, target, reduction == Reduction.Mean) : null;
        if (result is not null) layout = input.Layout;
        else
        {
            var losses = Pointwise.Binary(new Value<TOp>(op), input, target);
            if (weight is not null) losses = losses * weight.detach();
            layout = losses.Layout;
            result = LossReduction.Apply(losses, reduction);
        }
        return records ? result.SetGradFn(new LossNode<TOp>(op, input, target, weight, reduction, layout)) : result;
    }

    /// <summary>The sum or mean without the losses themselves, where the device has a pass for it.</summary>
    public static Tensor? Sum<TOp>(TOp op, Tensor input, Tensor target, bool mean) where TOp : struct, IBinaryOp
    {
        if (input.dtype != target.dtype || !input.Layout.SameSizes(target.Layout)) return null;
        var result = Tensor.Empty(Layout.Scalar, input.dtype, input.device);
        return result.Backend.TrySumOf(op, result.Operand, input.Operand, target.Operand, mean ? input.Layout.Count : 1) ? result : null;
    }

    // The loss as an operator without derivatives of its own: the node below has them.
    internal readonly struct Value<TOp>(TOp op) : IBinaryOp where TOp : struct, IElementLoss
    {
        public static string Name => TOp.Name;
        public static string NodeName => TOp.NodeName;
        public static Domain Domain => TOp.Domain;
        public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => op.Invoke<V, T>(x, y);
    }

    // The input's gradient in one pass.
    internal readonly struct Gradient<TOp>(TOp op) : ITernaryOp where TOp : struct, IElementLoss
    {
        public static string Name => TOp.Name;
        public static string NodeName => TOp.NodeName;
        public static Domain Domain => TOp.Domain;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V, T>(V x, V y, V grad) where V : struct, ISimd<V, T> where T : unmanaged => op.Slope<V, T>(x, y) * grad;
    }

    private sealed class LossNode<TOp> : Node where TOp : struct, IElementLoss
    {
        private readonly TOp _op;
        private readonly Reduction _reduction;
        private readonly Layout _layout;

        public LossNode(TOp op, Tensor input, Tensor target, Tensor? weight, Reduction reduction, Layout layout) : base(input, target, weight)
        {
            (_op, _reduction, _layout) = (op, reduction, layout);
            Save(input);
            Save(target);
            Save(weight);
        }

        public override string Name => TOp.NodeName;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), target = Saved(1);
            var weight = SavedOrNull(2);
            if (_reduction == Reduction.Mean) grad = grad / _layout.Count;
            var weighted = weight is null ? grad : grad * weight;
            // Of the formulas in tensors a second derivative can be taken.
            if (inputs.Needs(0)) inputs[0] = Undo(GradMode.IsEnabled ? _op.ByInput(weighted, input, target) : Pointwise.Ternary(new Gradient<TOp>(_op), input, target, weighted), input);
            if (inputs.Needs(1)) inputs[1] = Undo(_op.ByTarget(weighted, input, target), target);
            if (inputs.Needs(2)) inputs[2] = Undo(grad * Pointwise.Binary(new Value<TOp>(_op), input, target), weight!);
        }

        private Tensor Undo(Tensor gradient, Tensor operand)
            => Broadcasting.Undo(gradient.Layout.SameSizes(_layout) ? gradient : gradient.expand(_layout.Sizes), operand.Layout, operand.dtype);
    }
}
