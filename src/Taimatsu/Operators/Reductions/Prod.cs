using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Π x.</summary>
internal readonly struct ProdOp : IReduceOp
{
    public static string Name => "prod";
    public static Domain Domain => Domain.Any;
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.One;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x * y;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>Products.</summary>
internal static class Prod
{
    /// <summary>The product of all elements; integers and bool are multiplied as int64.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.prod.html"/>
    [Operator("prod")]
    public static Tensor Of(Tensor input, ScalarType? dtype = null)
        => Reduce(input, Reducing.Dimensions(input, default), false, dtype, "ProdBackward0");

    /// <summary>The product along a dimension; integers and bool are multiplied as int64.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.prod.html"/>
    [Operator("prod", Priority = 1)]
    public static Tensor Of(Tensor input, long dim, bool keepdim = false, ScalarType? dtype = null)
        => Reduce(input, Reducing.Dimensions(input, [dim]), keepdim, dtype, "ProdBackward1");

    private static Tensor Reduce(Tensor input, bool[] reduced, bool keepdim, ScalarType? dtype, string node)
    {
        var type = dtype ?? (input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Int64);
        if (GradMode.IsEnabled && input.requires_grad && type != input.dtype) input = input.to(type);
        var result = Reducing.Run(default(ProdOp), input, reduced, keepdim, type, Reducing.Accumulator(type));
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new ProdNode(node, input, reduced, result)) : result;
    }

    private sealed class ProdNode : Node
    {
        private readonly string _name;
        private readonly bool[] _reduced;

        public ProdNode(string name, Tensor input, bool[] reduced, Tensor result) : base(input)
        {
            (_name, _reduced) = (name, reduced);
            Save(input);
            Save(result);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), result = Saved(1);
            bool hasZeros = !input.all().item<bool>();
            if (!hasZeros)
            {
                inputs[0] = Reducing.Unsqueeze(grad * result, input.Layout, _reduced) / input;
                return;
            }
            // The product of all others: those before times those after.
            var line = _reduced.Length > 1 && Array.TrueForAll(_reduced, r => r) ? input.reshape(-1) : input.ndim == 0 ? input.reshape(1) : input;
            int dim = line.ndim == input.ndim ? Math.Max(0, Array.IndexOf(_reduced, true)) : 0;
            long length = line.Layout.Sizes[dim];
            Tensor before = torch.ones_like(line), after = torch.ones_like(line);
            if (length > 1)
            {
                before.narrow(dim, 1, length - 1).copy_(line.narrow(dim, 0, length - 1));
                after.narrow(dim, 0, length - 1).copy_(line.narrow(dim, 1, length - 1));
            }
            var others = Scans.Cumprod(before, dim, null) * Scans.ReverseCumprod(after, dim);
            inputs[0] = others.reshape(input.Layout.Sizes) * Reducing.Unsqueeze(grad, input.Layout, _reduced);
        }
    }
}
