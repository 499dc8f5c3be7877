using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Overwriting every element with one value.</summary>
internal static class Filling
{
    /// <summary>Sets every element; returns the changed tensor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.fill_.html"/>
    [Operator("fill_", Face = Face.Tensor)]
    public static Tensor Fill_(Tensor input, Scalar value)
    {
        bool records = InPlace.Check(input);
        input.Backend.Fill(input.Operand, value);
        input.BumpVersion();
        if (records) input.RebaseHistory(new FillBackward0(input));
        return input;
    }

    /// <summary>Sets every element to zero; returns the changed tensor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.zero_.html"/>
    [Operator("zero_", Face = Face.Tensor)]
    public static Tensor Zero_(Tensor input) => Fill_(input, 0);

    private sealed class FillBackward0(Tensor input) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = torch.zeros_like(grad);
    }
}
