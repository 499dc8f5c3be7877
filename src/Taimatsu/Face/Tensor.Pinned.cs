namespace Taimatsu;

public partial class Tensor
{
    /// <summary>True if the elements lie in page-locked memory of the processor; see <c>pin_memory</c>.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_pinned.html"/>
    public bool is_pinned() => Storage.Block is { IsPinned: true };

    /// <summary>This tensor in page-locked memory of the processor, from which a GPU copies while the processor goes on (<c>to(device, non_blocking: true)</c>): itself if it lies there already.</summary>
    /// <exception cref="InvalidOperationException">It is not in the processor's memory, or there is no GPU; the text says why.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.pin_memory.html"/>
    public Tensor pin_memory() => GivenOut(Operators.Copying.PinMemory(this));
}
