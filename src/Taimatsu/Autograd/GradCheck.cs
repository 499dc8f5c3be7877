using Taimatsu.Autograd;

namespace Taimatsu;

/// <summary>A derivative that does not agree with finite differences.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html"/>
public sealed class GradcheckError(string message) : InvalidOperationException(message);

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Compares the derivatives of a function with central finite differences, element by element. Inputs that require grad are checked; they should be float64.
        /// True if all agree; else an error, or false if <paramref name="raise_exception"/> is false.
        /// </summary>
        /// <exception cref="GradcheckError">A derivative differs, or two backward passes give different gradients.</exception>
        /// <exception cref="ArgumentException">No input requires grad, or elements of one share memory.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html"/>
        public static bool gradcheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true, double nondet_tol = 0)
        {
            try
            {
                GradChecker.Check(func, inputs, eps, atol, rtol, nondet_tol);
                return true;
            }
            catch (GradcheckError) when (!raise_exception)
            {
                return false;
            }
        }

        /// <summary>gradcheck for a function of several tensors with one result.</summary>
        /// <exception cref="GradcheckError">A derivative differs, or two backward passes give different gradients.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html"/>
        public static bool gradcheck(Func<Tensor[], Tensor> func, Tensor[] inputs, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true, double nondet_tol = 0)
            => gradcheck(t => new[] { func(t) }, inputs, eps, atol, rtol, raise_exception, nondet_tol);

        /// <summary>gradcheck for a function of one tensor.</summary>
        /// <exception cref="GradcheckError">A derivative differs, or two backward passes give different gradients.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html"/>
        public static bool gradcheck(Func<Tensor, Tensor> func, Tensor input, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true, double nondet_tol = 0)
            => gradcheck(t => new[] { func(t[0]) }, [input], eps, atol, rtol, raise_exception, nondet_tol);

        /// <summary>
        /// Compares second derivatives with finite differences of the first. Without <paramref name="grad_outputs"/>, fixed arbitrary ones are used; they are checked as inputs too.
        /// </summary>
        /// <exception cref="GradcheckError">A derivative differs, or two backward passes give different gradients.</exception>
        /// <exception cref="ArgumentException">No input requires grad, or elements of one share memory.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html"/>
        public static bool gradgradcheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? grad_outputs = null, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3,
            bool raise_exception = true, double nondet_tol = 0)
        {
            int count = inputs.Length;
            grad_outputs ??= GradChecker.ArbitraryGradients(func(inputs));
            Tensor[] all = [.. inputs, .. grad_outputs];
            return gradcheck(First, all, eps, atol, rtol, raise_exception, nondet_tol);

            Tensor[] First(Tensor[] arguments)
            {
                var own = arguments[..count];
                Tensor[] wanted = [.. own.Where(t => t.requires_grad)];
                Tensor[] outputs = [.. func(own).Where(t => t.requires_grad)];
                if (outputs.Length == 0) return [];
                var gradients = grad(outputs, wanted, arguments[count..], create_graph: true, allow_unused: true);
                return [.. gradients.Where(g => g is { requires_grad: true })];
            }
        }

        /// <summary>gradgradcheck for a function of several tensors with one result.</summary>
        /// <exception cref="GradcheckError">A derivative differs, or two backward passes give different gradients.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html"/>
        public static bool gradgradcheck(Func<Tensor[], Tensor> func, Tensor[] inputs, Tensor[]? grad_outputs = null, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3,
            bool raise_exception = true, double nondet_tol = 0)
            => gradgradcheck(t => new[] { func(t) }, inputs, grad_outputs, eps, atol, rtol, raise_exception, nondet_tol);

        /// <summary>gradgradcheck for a function of one tensor.</summary>
        /// <exception cref="GradcheckError">A derivative differs, or two backward passes give different gradients.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html"/>
        public static bool gradgradcheck(Func<Tensor, Tensor> func, Tensor input, Tensor[]? grad_outputs = null, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3,
            bool raise_exception = true, double nondet_tol = 0)
            => gradgradcheck(t => new[] { func(t[0]) }, [input], grad_outputs, eps, atol, rtol, raise_exception, nondet_tol);
    }
}
