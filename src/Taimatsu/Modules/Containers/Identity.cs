namespace Taimatsu.Modules;

/// <summary>Gives its argument back.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html"/>
public sealed class Identity : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input;
}
