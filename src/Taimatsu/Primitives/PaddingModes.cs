namespace Taimatsu;

/// <summary>What margins hold, under TorchSharp's names; PyTorch names it by a text.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html"/>
public enum PaddingModes
{
    /// <summary>Zeros, unless a value is given.</summary>
    Zeros = 0,
    /// <summary>The elements mirrored, without the edge.</summary>
    Reflect = 1,
    /// <summary>The edge, again and again.</summary>
    Replicate = 2,
    /// <summary>What lies at the other end.</summary>
    Circular = 3,
    /// <summary>One value.</summary>
    Constant = 4,
}
