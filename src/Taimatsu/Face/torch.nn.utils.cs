namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to parameters and gradients as a whole.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/nn.html#utilities"/>
        public static partial class utils
        {
            /// <summary>Scales all gradients down in place if their norm, taken as one vector, is above a bound; returns the norm before.</summary>
            /// <exception cref="InvalidOperationException">The norm is not finite and <paramref name="error_if_nonfinite"/> is set.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html"/>
            public static double clip_grad_norm_(IEnumerable<Tensor> parameters, double max_norm, double norm_type = 2, bool error_if_nonfinite = false)
            {
                using var scope = no_grad();
                var grads = parameters.Select(p => p.LeaseGradient()).OfType<Tensor>().ToList();
                if (grads.Count == 0) return 0;
                double total = 0;
                foreach (var grad in grads)
                {
                    var magnitude = grad.abs();
                    if (double.IsPositiveInfinity(norm_type)) total = Math.Max(total, magnitude.max().to(float64).item<double>());
                    else total += norm_type == 2 ? (grad * grad).sum(dtype: float64).item<double>() : magnitude.pow(norm_type).sum(dtype: float64).item<double>();
                }
                if (!double.IsPositiveInfinity(norm_type)) total = Math.Pow(total, 1 / norm_type);
                if (error_if_nonfinite && !double.IsFinite(total))
                    throw new InvalidOperationException($"The total norm of order {Scalar.PythonFloat(norm_type)} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`");
                double scale = max_norm / (total + 1e-6);
                if (!(scale >= 1))
                    foreach (var grad in grads)
                        grad.mul_(scale);
                foreach (var grad in grads) grad.EndLease();
                return total;
            }

            /// <summary>Brings all elements of all gradients within a bound, in place.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html"/>
            public static void clip_grad_value_(IEnumerable<Tensor> parameters, double clip_value)
            {
                using var scope = no_grad();
                foreach (var parameter in parameters) parameter.grad?.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements of all parameters in one vector.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html"/>
            public static Tensor parameters_to_vector(IEnumerable<Tensor> parameters)
            {
                var all = parameters.ToList();
                if (all.Count == 0) throw new ArgumentException("parameters_to_vector: there are no parameters");
                var vector = empty(all.Sum(p => p.numel()), all[0].dtype, all[0].device);
                long at = 0;
                foreach (var parameter in all)
                {
                    vector.narrow(0, at, parameter.numel()).copy_(parameter.reshape(-1));
                    at += parameter.numel();
                }
                return vector;
            }

            /// <summary>Copies the elements of a vector into the parameters.</summary>
            /// <exception cref="ArgumentException">The vector has another number of elements.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html"/>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Tensor> parameters)
            {
                var all = parameters.ToList();
                long count = all.Sum(p => p.numel()), at = 0;
                if (vec.numel() != count) throw new ArgumentException($"vector_to_parameters: the parameters have {count} elements, the vector {vec.numel()}");
                using var scope = no_grad();
                foreach (var parameter in all)
                {
                    parameter.copy_(vec.narrow(0, at, parameter.numel()).view(parameter.shape));
                    at += parameter.numel();
                }
            }
        }
    }
}
