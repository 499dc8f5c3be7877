namespace Taimatsu;

/// <summary>A step that turns a picture into another, or into a tensor to train on. Pictures are tensors [C, H, W] of uint8, or of floats in [0, 1].</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/transforms.html"/>
public interface ITransform
{
    /// <summary>Applies the step.</summary>
    Tensor call(Tensor input);

    /// <summary>Applies the step.</summary>
    sealed Tensor forward(Tensor input) => call(input);
}

/// <summary>A step that treats all pixels alike and draws no random numbers: on a batch [N, C, H, W] it does the same as on each picture.</summary>
internal interface IPixelwiseTransform : ITransform
{
    /// <summary>True unless it is made of steps that are not all so.</summary>
    bool IsPixelwise => true;
}

/// <summary>Several steps, one after the other.</summary>
internal sealed class Compose(ITransform[] transforms) : IPixelwiseTransform
{
    public bool IsPixelwise { get; } = transforms.All(t => t is IPixelwiseTransform { IsPixelwise: true });

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
