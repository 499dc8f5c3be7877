namespace Taimatsu;

/// <summary>How a quotient is rounded.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.div.html"/>
public enum RoundingMode
{
    /// <summary>Not at all: true division.</summary>
    None,
    /// <summary>Towards zero.</summary>
    trunc,
    /// <summary>Down.</summary>
    floor,
}
