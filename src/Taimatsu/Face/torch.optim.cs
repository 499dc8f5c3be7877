using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>Optimisers. Each function makes one of the same name.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/optim.html"/>
    public static partial class optim
    {
        /// <summary>Stochastic gradient descent, with momentum if asked for.</summary>
        /// <exception cref="ArgumentException">A setting is negative, or Nesterov momentum has no momentum or has dampening.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html"/>
        [OverloadResolutionPriority(1)]
        public static SGD SGD(IEnumerable<Tensor> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            => new(parameters, lr, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="SGD(IEnumerable{Tensor}, double, double, double, double, bool, bool)"/>
        public static SGD SGD(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            => new(parameters, lr, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="SGD(IEnumerable{Tensor}, double, double, double, double, bool, bool)"/>
        public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            => new(parameters.Select(p => p.parameter), lr, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="SGD(IEnumerable{Tensor}, double, double, double, double, bool, bool)"/>
        public static SGD SGD(IEnumerable<Tensor> parameters, Scalar learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            => new(parameters, learningRate.ToDouble(), momentum, dampening, weight_decay, nesterov, maximize);
    }
}
