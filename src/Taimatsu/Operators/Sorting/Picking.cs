using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>What operators share that pick elements along a dimension and tell where they were.</summary>
internal static class Picking
{
    /// <summary>Records the values as picked from the input. The gradient goes back to where they were.</summary>
    public static ValuesIndices Record(string node, Tensor input, int dimension, ValuesIndices picked, bool keepdim)
    {
        if (GradMode.IsEnabled && input.requires_grad) picked.values.SetGradFn(new PickNode(node, input, picked.indices, dimension, keepdim));
        return picked;
    }

    /// <summary>Throws for truth values, of which none is the middle one.</summary>
    public static void CheckNumbers(string op, Tensor input)
    {
        if (input.dtype == ScalarType.Bool) throw new InvalidOperationException($"\"{op}_cpu\" not implemented for 'Bool'");
    }

    private sealed class PickNode : Node
    {
        private readonly string _name;
        private readonly int _dimension;
        private readonly bool _keepdim;
        private readonly long[] _sizes;

        public PickNode(string name, Tensor input, Tensor indices, int dimension, bool keepdim) : base(input)
        {
            (_name, _dimension, _keepdim, _sizes) = (name, dimension, keepdim, input.Layout.Sizes);
            Save(indices);
        }

        public override string Name => _name;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var indices = Saved(0);
            if (!_keepdim && _sizes.Length > 0) (grad, indices) = (grad.unsqueeze(_dimension), indices.unsqueeze(_dimension));
            inputs[0] = torch.zeros(_sizes, dtype: grad.dtype, device: grad.device).scatter(_dimension, indices, grad);
        }
    }
}
