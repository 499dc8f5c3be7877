using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Largest and smallest elements along one dimension with their positions. Of equal elements the first counts; NaN counts as an extreme.</summary>
internal static class ArgExtremes
{
    /// <summary>The largest elements along a dimension and their positions.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.max.html"/>
    [Operator("max")]
    public static ValuesIndices Max(Tensor input, long dim, bool keepdim = false) => WithPositions(default(MaxOp), "max", "MaxBackward0", input, dim, keepdim);

    /// <summary>The smallest elements along a dimension and their positions.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.min.html"/>
    [Operator("min")]
    public static ValuesIndices Min(Tensor input, long dim, bool keepdim = false) => WithPositions(default(MinOp), "min", "MinBackward0", input, dim, keepdim);

    /// <summary>The positions of the largest elements along a dimension, or in the flattened tensor.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.argmax.html"/>
    [Operator("argmax")]
    public static Tensor Argmax(Tensor input, long? dim = null, bool keepdim = false) => Positions(default(MaxOp), "argmax", input, dim, keepdim);

    /// <summary>The positions of the smallest elements along a dimension, or in the flattened tensor.</summary>
    /// <exception cref="ArgumentException">There are no elements.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension, or its length is 0.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.argmin.html"/>
    [Operator("argmin")]
    public static Tensor Argmin(Tensor input, long? dim = null, bool keepdim = false) => Positions(default(MinOp), "argmin", input, dim, keepdim);

    private static ValuesIndices WithPositions<TOp>(TOp op, string name, string node, Tensor input, long dim, bool keepdim) where TOp : struct, IReduceOp
    {
        int dimension = input.WrapDimension(dim);
        Reducing.CheckNotEmpty(name, input, [dimension]);
        var reduced = Reducing.Dimensions(input, [dimension]);
        var values = Extremes.Values(op, input, reduced, keepdim: true);
        var indices = Find(values, input, dimension);
        if (!keepdim) (values, indices) = (Reducing.Squeeze(values, reduced), Reducing.Squeeze(indices, reduced));
        if (GradMode.IsEnabled && input.requires_grad) values.SetGradFn(new PickNode(node, input, indices, dimension, reduced));
        return new ValuesIndices(name, values, indices);
    }

    private static Tensor Positions<TOp>(TOp op, string name, Tensor input, long? dim, bool keepdim) where TOp : struct, IReduceOp
    {
        if (input.dtype == ScalarType.Bool) throw new InvalidOperationException($"\"{name}_cpu\" not implemented for 'Bool'");
        if (dim is null)
        {
            Reducing.CheckNotEmpty(name, input, []);
            var flat = input.detach().reshape(-1);
            var found = Find(Extremes.Values(op, flat, [true], keepdim: true), flat, 0);
            var shape = new long[keepdim ? input.ndim : 0];
            Array.Fill(shape, 1);
            return found.reshape(shape);
        }
        int dimension = input.WrapDimension(dim.Value);
        Reducing.CheckNotEmpty(name, input, [dimension]);
        var reduced = Reducing.Dimensions(input, [dimension]);
        var indices = Find(Extremes.Values(op, input, reduced, keepdim: true), input, dimension);
        return keepdim ? indices : Reducing.Squeeze(indices, reduced);
    }

    private static Tensor Find(Tensor values, Tensor input, int dimension)
    {
        var indices = Tensor.Empty(values.Layout, ScalarType.Int64, input.device);
        indices.Backend.FindFirst(indices.Operand, values.Operand, input.Operand, dimension);
        return indices;
    }

    private sealed class PickNode : Node
    {
        private readonly string _name;
        private readonly int _dimension;
        private readonly bool[] _reduced;
        private readonly Layout _layout;

        public PickNode(string name, Tensor input, Tensor indices, int dimension, bool[] reduced) : base(input)
        {
            (_name, _dimension, _reduced, _layout) = (name, dimension, reduced, input.Layout);
            Save(indices);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var positions = Reducing.Unsqueeze(Saved(0), _layout, _reduced);
            long length = _layout.Rank == 0 ? 1 : _layout.Sizes[_dimension];
            inputs[0] = PositionMask.Of(positions, _dimension, length, grad.dtype) * Reducing.Unsqueeze(grad, _layout, _reduced);
        }
    }
}
