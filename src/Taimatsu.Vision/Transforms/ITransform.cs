namespace Taimatsu;

/// <summary>A step that turns a picture into another, or into a tensor to train on. Pictures are tensors [C, H, W] of uint8, or of floats in [0, 1].</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/transforms.html"/>
public interface ITransform
{
    /// <summary>Applies the step.</summary>
    Tensor call(Tensor input);
}

/// <summary>Several steps, one after the other.</summary>
internal sealed class Compose(ITransform[] transforms) : ITransform
{
    public Tensor call(Tensor input)
    {
        foreach (var transform in transforms) input = transform.call(input);
        return input;
    }
}

/// <summary>A step that is a function.</summary>
internal sealed class LambdaTransform(Func<Tensor, Tensor> function) : ITransform
{
    public Tensor call(Tensor input) => function(input);
}
