using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>The cosine of the angle between vectors along a dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html"/>
public sealed class CosineSimilarity(long dim = 1, double eps = 1e-8) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor x1, Tensor x2) => F.cosine_similarity(x1, x2, dim, eps);
}

/// <summary>The norm of the difference of vectors along the last dimension.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html"/>
public sealed class PairwiseDistance(double p = 2, double eps = 1e-6, bool keepdim = false) : Module<Tensor, Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor x1, Tensor x2) => F.pairwise_distance(x1, x2, p, eps, keepdim);
}
