namespace Taimatsu.Operators;

internal static class Aliasing
{
    /// <summary>Another tensor object over the same memory and shape; gradients flow through.</summary>
    [Operator("alias", Face = Face.Tensor)]
    public static Tensor Alias(Tensor input)
    {
        var result = input.MakeView(input.Layout, input.storage_offset());
        return input.RecordsViews ? result.SetGradFn(new AliasBackward0(input)) : result;
    }

    private sealed class AliasBackward0(Tensor input) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad;
    }
}
