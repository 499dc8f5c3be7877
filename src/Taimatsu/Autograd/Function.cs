using Taimatsu.Autograd;

namespace Taimatsu;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// A differentiable function of the user's own: derive from it, give forward and backward, and call apply on an object. Parameters that are no
        /// tensors may be arguments of apply or fields of the object.
        /// </summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function"/>
        public abstract class Function
        {
            /// <summary>The name of the graph node.</summary>
            public virtual string Name => GetType().Name + "Backward";

            /// <summary>Computes the results; nothing inside is recorded.</summary>
            public abstract IReadOnlyList<Tensor> forward(FunctionContext ctx, params object?[] args);

            /// <summary>The gradient of each argument of apply, null for those that take none, from those of the results.</summary>
            public abstract IReadOnlyList<Tensor?> backward(FunctionContext ctx, params Tensor?[] grad_outputs);

            /// <summary>Runs forward and records it.</summary>
            /// <exception cref="InvalidOperationException">A leaf that requires grad was changed in place.</exception>
            public IReadOnlyList<Tensor> apply(params object?[] args)
            {
                var at = Enumerable.Range(0, args.Length).Where(i => args[i] is Tensor).ToArray();
                var inputs = Array.ConvertAll(at, i => (Tensor)args[i]!);
                bool records = GradMode.IsEnabled && inputs.Any(t => t.requires_grad);
                var context = new FunctionContext([.. args.Select(a => records && a is Tensor { requires_grad: true })]);
                Tensor[] outputs;
                using (no_grad()) outputs = [.. forward(context, args)];
                foreach (var dirty in context.Dirty)
                {
                    if (records) dirty.CheckInPlaceAllowed();
                    dirty.BumpVersion();
                }
                if (!records) return outputs;
                // A result that is an input as it was must not change that input's history.
                for (int i = 0; i < outputs.Length; i++)
                    if (inputs.Contains(outputs[i], ReferenceEqualityComparer.Instance) && !context.Dirty.Contains(outputs[i])) outputs[i] = outputs[i].detach();
                var node = new CustomNode(this, context, inputs, at, args.Length, outputs);
                for (int i = 0; i < outputs.Length; i++)
                {
                    if (context.NonDifferentiable.Contains(outputs[i]) || !outputs[i].is_floating_point()) continue;
                    if (context.Dirty.Contains(outputs[i]) && outputs.Length == 1) outputs[i].RebaseHistory(node);
                    else outputs[i].SetGradFn(node, i);
                }
                node.SaveAll(context.ToSave);
                return outputs;
            }
        }

        /// <summary>A custom function with one result: the base of <see cref="SingleTensorFunction{TSelf}"/>.</summary>
        public abstract class SingleResultFunction : Function
        {
            /// <inheritdoc/>
            public sealed override IReadOnlyList<Tensor> forward(FunctionContext ctx, params object?[] args) => [ForwardOne(ctx, args)];

            /// <inheritdoc/>
            public sealed override IReadOnlyList<Tensor?> backward(FunctionContext ctx, params Tensor?[] grad_outputs) => BackwardOne(ctx, grad_outputs[0]!);

            private protected abstract Tensor ForwardOne(FunctionContext ctx, object?[] args);

            private protected abstract IReadOnlyList<Tensor?> BackwardOne(FunctionContext ctx, Tensor grad_output);
        }

        /// <summary>A custom function of tensors with one result, applied by its type: <c>Cube.apply(x)</c>.</summary>
        /// <typeparam name="TSelf">The deriving class.</typeparam>
        /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function"/>
        public abstract class SingleTensorFunction<TSelf> : SingleResultFunction where TSelf : SingleTensorFunction<TSelf>, new()
        {
            /// <summary>Computes the result; nothing inside is recorded.</summary>
            public abstract new Tensor forward(FunctionContext ctx, params object?[] args);

            /// <summary>The gradient of each argument of apply, null for those that take none, from that of the result.</summary>
            public abstract IReadOnlyList<Tensor?> backward(FunctionContext ctx, Tensor grad_output);

            private protected sealed override Tensor ForwardOne(FunctionContext ctx, object?[] args) => forward(ctx, args);

            private protected sealed override IReadOnlyList<Tensor?> BackwardOne(FunctionContext ctx, Tensor grad_output) => backward(ctx, grad_output);

            /// <summary>Runs forward and records it.</summary>
            public static new Tensor apply(params object?[] args) => ((Function)new TSelf()).apply(args)[0];
        }

        /// <summary>A custom function of tensors with several results, applied by its type: <c>Parts.apply(x)</c>.</summary>
        /// <typeparam name="TSelf">The deriving class.</typeparam>
        /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function"/>
        public abstract class MultiTensorFunction<TSelf> : Function where TSelf : MultiTensorFunction<TSelf>, new()
        {
            /// <summary>Runs forward and records it.</summary>
            public static new IReadOnlyList<Tensor> apply(params object?[] args) => ((Function)new TSelf()).apply(args);
        }
    }
}
