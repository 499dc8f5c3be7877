namespace Taimatsu;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Derivatives of functions as functions.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#functional-higher-level-api"/>
        public static class functional
        {
            /// <summary>The matrix of all first derivatives: [*output, *input].</summary>
            /// <exception cref="InvalidOperationException">The output does not depend on the input and <paramref name="strict"/> is true.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html"/>
            public static Tensor jacobian(Func<Tensor, Tensor> func, Tensor inputs, bool create_graph = false, bool strict = false)
            {
                using var recording = enable_grad();
                var x = create_graph && inputs.requires_grad ? inputs.view(inputs.shape) : inputs.detach().requires_grad_();
                var y = func(x);
                var flat = y.reshape(-1);
                var jacobian = zeros(new Size([flat.numel(), x.numel()]), dtype: y.dtype, device: y.device);
                var rows = new List<Tensor>();
                for (long i = 0; i < flat.numel(); i++)
                {
                    var row = Gradient(flat.select(0, i), x, create_graph, strict);
                    rows.Add(row.reshape(1, -1));
                }
                for (int i = 0; i < rows.Count; i++) jacobian.narrow(0, i, 1).copy_(rows[i]);
                return jacobian.view([.. y.shape, .. inputs.shape]);
            }

            /// <summary>The matrix of all second derivatives of a function of one number: [*input, *input].</summary>
            /// <exception cref="InvalidOperationException">The function's result is not one number.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html"/>
            public static Tensor hessian(Func<Tensor, Tensor> func, Tensor inputs, bool create_graph = false, bool strict = false)
            {
                return jacobian(First, inputs, create_graph, strict);

                Tensor First(Tensor x)
                {
                    var y = func(x);
                    if (y.numel() != 1) throw new InvalidOperationException($"The Tensor returned by the function given to hessian should contain a single element, but it has {y.numel()}");
                    return Gradient(y.reshape(-1).select(0, 0), x, true, strict);
                }
            }

            /// <summary>The function's result and vᵀJ.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vjp.html"/>
            public static (Tensor output, Tensor vjp) vjp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false, bool strict = false)
            {
                using var recording = enable_grad();
                var x = create_graph && inputs.requires_grad ? inputs.view(inputs.shape) : inputs.detach().requires_grad_();
                var y = func(x);
                return (create_graph ? y : y.detach(), Gradient(y, x, create_graph, strict, v));
            }

            /// <summary>The function's result and Jv, by differentiating vᵀJ twice.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html"/>
            public static (Tensor output, Tensor jvp) jvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false, bool strict = false)
            {
                using var recording = enable_grad();
                var x = create_graph && inputs.requires_grad ? inputs.view(inputs.shape) : inputs.detach().requires_grad_();
                var y = func(x);
                var dummy = zeros_like(y, requires_grad: true);
                var transposed = Gradient(y, x, true, strict, dummy);
                return (create_graph ? y : y.detach(), Gradient(transposed, dummy, create_graph, strict, v ?? ones_like(x)));
            }

            private static Tensor Gradient(Tensor y, Tensor x, bool createGraph, bool strict, Tensor? weight = null)
            {
                if (!y.requires_grad)
                    return strict ? throw new InvalidOperationException("Output of the user-provided function is independent of the input. This is not allowed in strict mode.") : zeros_like(x);
                var gradient = grad([y], [x], weight is null ? null : [weight], retain_graph: true, create_graph: createGraph, allow_unused: true)[0];
                if (gradient is not null) return gradient;
                return strict ? throw new InvalidOperationException("The output of the user-provided function is independent of the input. This is not allowed in strict mode.") : zeros_like(x);
            }
        }
    }
}
