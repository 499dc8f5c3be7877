using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The squared error.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html"/>
        public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>The absolute error.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html"/>
        public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>The absolute error, squared below beta.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html"/>
        public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) => new(reduction, beta);

        /// <summary>Half the squared error below delta, and linear above.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html"/>
        public static HuberLoss HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) => new(delta, reduction);

        /// <summary>The Kullback-Leibler divergence of a target from log-probabilities.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html"/>
        public static KLDivLoss KLDivLoss(bool log_target = false, Reduction reduction = Reduction.Mean) => new(log_target, reduction);

        /// <summary>log(1 + exp(-y x)) for targets y of 1 and -1.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html"/>
        public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <summary>x where the target is 1, max(0, margin - x) where it is -1.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html"/>
        public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>The negative log-likelihood of counts.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html"/>
        public static PoissonNLLLoss PoissonNLLLoss(bool log_input = true, bool full = false, double eps = 1e-8, Reduction reduction = Reduction.Mean) => new(log_input, full, eps, reduction);

        /// <summary>How far the first input is from being larger than the second (target 1), or smaller (-1).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html"/>
        public static MarginRankingLoss MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>How far two inputs are from having one direction (target 1), or different ones (-1).</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html"/>
        public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <summary>How much farther an anchor should be from the negative than from the positive.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html"/>
        public static TripletMarginLoss TripletMarginLoss(double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) => new(margin, p, eps, swap, reduction);

        /// <summary>The negative log-likelihood of a target under normal distributions of given variance.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html"/>
        public static GaussianNLLLoss GaussianNLLLoss(bool full = false, double eps = 1e-6, Reduction reduction = Reduction.Mean) => new(full, eps, reduction);

        /// <summary>The negative log of the probability that scores give to a class.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html"/>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) => new(weight, ignore_index, reduction, label_smoothing);

        /// <summary>The negative log-likelihood of a class, from log-probabilities.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html"/>
        public static NLLLoss NLLLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);

        /// <summary>The binary cross entropy of probabilities.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html"/>
        public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <summary>The binary cross entropy of several labels at once, from scores.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html"/>
        public static MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <summary>How far other classes come within a margin of the target class.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html"/>
        public static MultiMarginLoss MultiMarginLoss(long p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(p, margin, weight, reduction);

        /// <summary>The binary cross entropy of scores.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html"/>
        [OverloadResolutionPriority(1)]
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weight = null) => new(weight, reduction, pos_weight);

        /// <inheritdoc cref="BCEWithLogitsLoss(Tensor?, Reduction, Tensor?)"/>
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight, Tensor? pos_weights, Reduction reduction = Reduction.Mean) => new(weight, reduction, pos_weights);

        /// <summary>The cosine of the angle between vectors along a dimension.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html"/>
        public static CosineSimilarity CosineSimilarity(long dim = 1, double eps = 1e-8) => new(dim, eps);

        /// <summary>The norm of the difference of vectors along the last dimension.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html"/>
        public static PairwiseDistance PairwiseDistance(double p = 2, double eps = 1e-6, bool keepdim = false) => new(p, eps, keepdim);
    }
}
