using Taimatsu.Autograd;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>Automatic differentiation.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html"/>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of the sum of tensors to the leaves that they were computed from.</summary>
        /// <exception cref="InvalidOperationException">A tensor was not recorded, needs a gradient and got none, or the graph was freed.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html"/>
        public static void backward(IList<Tensor> tensors, IList<Tensor?>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false)
        {
            var (edges, grads) = Roots(tensors, grad_tensors);
            Engine.Run(edges, grads, retain_graph ?? create_graph, create_graph, [], capturing: false);
        }

        /// <summary>The gradients of the sum of outputs by inputs, without touching any <c>grad</c>.</summary>
        /// <exception cref="InvalidOperationException">As for backward; also if an input was not used and <paramref name="allow_unused"/> is false.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html"/>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor?>? grad_outputs = null, bool? retain_graph = null,
            bool create_graph = false, bool allow_unused = false)
        {
            var (edges, grads) = Roots(outputs, grad_outputs);
            var captures = new Edge[inputs.Count];
            for (int i = 0; i < captures.Length; i++)
            {
                captures[i] = inputs[i].GradientEdge();
                if (captures[i].Function is null) throw new InvalidOperationException("One of the differentiated Tensors does not require grad");
            }
            var results = Engine.Run(edges, grads, retain_graph ?? create_graph, create_graph, captures, capturing: true);
            if (!allow_unused && results.Contains(null))
                throw new InvalidOperationException("One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.");
            return results!;
        }

        private static (Edge[], Tensor?[]) Roots(IList<Tensor> tensors, IList<Tensor?>? grads)
        {
            if (grads is not null && grads.Count != tensors.Count)
                throw new InvalidOperationException($"got {tensors.Count} tensors and {grads.Count} gradients");
            var edges = new Edge[tensors.Count];
            var given = new Tensor?[tensors.Count];
            for (int i = 0; i < edges.Length; i++) edges[i] = Root(tensors[i], grads?[i], i, out given[i]);
            return (edges, given);
        }

        // Where a backward run begins, and the gradient that it begins with.
        internal static Edge Root(Tensor tensor, Tensor? grad, int index, out Tensor given)
        {
            if (!tensor.requires_grad) throw new InvalidOperationException($"element {index} of tensors does not require grad and does not have a grad_fn");
            if (grad is not null)
            {
                if (!grad.Layout.SameSizes(tensor.Layout))
                    throw new InvalidOperationException($"Mismatch in shape: grad_output[{index}] has a shape of {grad.shape} and output[{index}] has a shape of {tensor.shape}.");
                given = grad.dtype == tensor.dtype ? grad.alias() : grad.to(tensor.dtype);
                given.HasForeignOwner = true;
            }
            else
            {
                if (tensor.numel() != 1) throw new InvalidOperationException("grad can be implicitly created only for scalar outputs");
                given = torch.ones_like(tensor);
            }
            return tensor.GradientEdge();
        }
    }
}
