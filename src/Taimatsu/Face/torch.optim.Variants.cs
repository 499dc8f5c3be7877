using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Adadelta: steps scaled by running means of the squares of gradients and of steps.</summary>
        /// <exception cref="ArgumentException">A setting is out of its range.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html"/>
        public static Adadelta Adadelta(IEnumerable<Tensor> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, rho, eps, weight_decay, maximize);

        /// <inheritdoc cref="Adadelta(IEnumerable{Tensor}, double, double, double, double, bool)"/>
        public static Adadelta Adadelta(IEnumerable<ParamGroup> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, rho, eps, weight_decay, maximize);

        /// <inheritdoc cref="Adadelta(IEnumerable{Tensor}, double, double, double, double, bool)"/>
        public static Adadelta Adadelta(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            => new(parameters.Select(p => p.parameter), lr, rho, eps, weight_decay, maximize);

        /// <summary>Adam with the largest magnitude of past gradients in place of their mean square.</summary>
        /// <exception cref="ArgumentException">A setting is out of its range.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html"/>
        [OverloadResolutionPriority(1)]
        public static Adamax Adamax(IEnumerable<Tensor> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, betas, eps, weight_decay, maximize);

        /// <inheritdoc cref="Adamax(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, bool)"/>
        [OverloadResolutionPriority(1)]
        public static Adamax Adamax(IEnumerable<ParamGroup> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, betas, eps, weight_decay, maximize);

        /// <inheritdoc cref="Adamax(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, bool)"/>
        [OverloadResolutionPriority(1)]
        public static Adamax Adamax(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
            => new(parameters.Select(p => p.parameter), lr, betas, eps, weight_decay, maximize);

        /// <inheritdoc cref="Adamax(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, bool)"/>
        public static Adamax Adamax(IEnumerable<Tensor> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, maximize);

        /// <summary>Adam with Nesterov momentum.</summary>
        /// <exception cref="ArgumentException">A setting is out of its range.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html"/>
        [OverloadResolutionPriority(1)]
        public static NAdam NAdam(IEnumerable<Tensor> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters, lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize);

        /// <inheritdoc cref="NAdam(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, double, bool, bool)"/>
        [OverloadResolutionPriority(1)]
        public static NAdam NAdam(IEnumerable<ParamGroup> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters, lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize);

        /// <inheritdoc cref="NAdam(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, double, bool, bool)"/>
        [OverloadResolutionPriority(1)]
        public static NAdam NAdam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters.Select(p => p.parameter), lr, betas, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize);

        /// <inheritdoc cref="NAdam(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, double, bool, bool)"/>
        public static NAdam NAdam(IEnumerable<Tensor> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize);

        /// <summary>Adam whose first steps, while the mean square is uncertain, are plain ones.</summary>
        /// <exception cref="ArgumentException">A setting is out of its range.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html"/>
        [OverloadResolutionPriority(1)]
        public static RAdam RAdam(IEnumerable<Tensor> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters, lr, betas, eps, weight_decay, decoupled_weight_decay, maximize);

        /// <inheritdoc cref="RAdam(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, bool, bool)"/>
        [OverloadResolutionPriority(1)]
        public static RAdam RAdam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters, lr, betas, eps, weight_decay, decoupled_weight_decay, maximize);

        /// <inheritdoc cref="RAdam(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, bool, bool)"/>
        [OverloadResolutionPriority(1)]
        public static RAdam RAdam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters.Select(p => p.parameter), lr, betas, eps, weight_decay, decoupled_weight_decay, maximize);

        /// <inheritdoc cref="RAdam(IEnumerable{Tensor}, double, ValueTuple{double, double}?, double, double, bool, bool)"/>
        public static RAdam RAdam(IEnumerable<Tensor> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool decoupled_weight_decay = false, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, decoupled_weight_decay, maximize);
    }
}
