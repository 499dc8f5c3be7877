namespace Taimatsu;

public partial class Tensor
{
    /// <summary>True if the elements lie in page-locked memory of the processor; see <c>pin_memory</c>.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_pinned.html"/>
    public bool is_pinned() => Storage.Block is { IsPinned: true };
}
