using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Reducing elements into those that a tensor of indices names.</summary>
internal static class ScatterReduce
{
    /// <summary>
    /// Reduces src[i][j] into the element that the index names along a dimension: <c>sum</c>, <c>prod</c>, <c>mean</c>, <c>amax</c> or <c>amin</c>, with the element that stood there
    /// or without it.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such reduction.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.scatter_reduce.html"/>
    [Operator("scatter_reduce")]
    public static Tensor Of(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool include_self = true) => Run(input, dim, index, src, reduce, include_self, inPlace: false);

    /// <summary>
    /// Reduces src[i][j] into the element that the index names along a dimension, in place: <c>sum</c>, <c>prod</c>, <c>mean</c>, <c>amax</c> or <c>amin</c>, with the element that
    /// stood there or without it.
    /// </summary>
    /// <exception cref="IndexOutOfRangeException">An index lies outside.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no such reduction.</exception>
    /// <exception cref="InvalidOperationException">The types differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html"/>
    [Operator("scatter_reduce_", Face = Face.Tensor)]
    public static Tensor InPlaceOf(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool include_self = true) => Run(input, dim, index, src, reduce, include_self, inPlace: true);

    private static Tensor Run(Tensor input, long dim, Tensor index, Tensor src, string reduce, bool includeSelf, bool inPlace)
    {
        var kind = reduce switch
        {
            "sum" or "mean" => ScatterKind.Add,
            "prod" => ScatterKind.Multiply,
            "amax" => ScatterKind.Maximum,
            "amin" => ScatterKind.Minimum,
            _ => throw new ArgumentException($"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}."),
        };
        var (d, places) = AlongIndex.Prepare("scatter", input, dim, index, src);
        var (target, records) = Writing.Begin(input, src, inPlace);
        // The derivatives need the values from before.
        var self = records ? inPlace ? input.detach().clone() : input.detach() : null;
        var node = records ? new ScatterReduceBackward0(input, self!, src, d, places, reduce, includeSelf) : null;
        if (places.numel() > 0)
        {
            var used = AlongIndex.Used(src.detach(), places);
            // Without the element that stood there, the first one takes its place.
            if (!includeSelf) Scattering.Run(target, d, places, kind is ScatterKind.Add or ScatterKind.Multiply ? Neutral(kind, used) : used, ScatterKind.Assign);
            Scattering.Run(target, d, places, used, kind);
            if (reduce == "mean")
            {
                var plain = target.detach();
                plain.copy_(plain.is_floating_point() ? plain / Counts(plain, d, places, includeSelf) : plain.floor_divide(Counts(plain, d, places, includeSelf)));
            }
        }
        if (node is not null) node.Result = inPlace ? target.detach().clone() : target.detach();
        return Writing.End(target, node, inPlace);
    }

    private static Tensor Neutral(ScatterKind kind, Tensor used) => torch.full(Array.Empty<long>(), kind == ScatterKind.Add ? 0 : 1, dtype: used.dtype, device: used.device).expand(used.Layout.Sizes);

    // How many elements met at each place, 1 where none did.
    private static Tensor Counts(Tensor target, int dimension, Tensor places, bool includeSelf)
    {
        var one = torch.ones(Array.Empty<long>(), dtype: target.dtype, device: target.device).expand(places.Layout.Sizes);
        var counts = torch.full(target.Layout.Sizes, includeSelf ? 1 : 0, dtype: target.dtype, device: target.device);
        Scattering.Run(counts, dimension, places, one, ScatterKind.Add);
        return includeSelf ? counts : counts.clamp(min: 1);
    }

    private sealed class ScatterReduceBackward0 : Node
    {
        private readonly int _dimension;
        private readonly Tensor _places;
        private readonly string _reduce;
        private readonly bool _includeSelf;

        public ScatterReduceBackward0(Tensor input, Tensor self, Tensor src, int dimension, Tensor places, string reduce, bool includeSelf) : base(input, src)
        {
            (_dimension, _places, _reduce, _includeSelf) = (dimension, places, reduce, includeSelf);
            // The input itself if it still is what it was, so that second derivatives reach it.
            Save(ReferenceEquals(self.Storage, input.Storage) ? input : self);
            Save(src);
        }

        /// <summary>The result, outside the graph.</summary>
        public Tensor? Result { get; set; }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor self = Saved(0), whole = Saved(1), src = AlongIndex.Used(whole, _places);
            Tensor own, given;
            switch (_reduce)
            {
                case "sum":
                    (own, given) = (grad, grad.gather(_dimension, _places));
                    break;
                case "mean":
                    var share = grad / Counts(self.detach(), _dimension, _places, _includeSelf);
                    (own, given) = (share, share.gather(_dimension, _places));
                    break;
                case "prod":
                    (own, given) = Product(grad, self, src);
                    break;
                default:
                    // Equal ones share the gradient.
                    var best = Result!;
                    var wins = self.detach().eq(best).to(grad.dtype);
                    if (!_includeSelf) wins = wins.scatter(_dimension, _places, 0);
                    var sourceWins = src.detach().eq(best.gather(_dimension, _places)).to(grad.dtype);
                    var part = grad / wins.scatter_add(_dimension, _places, sourceWins).clamp(min: 1);
                    // Where nothing met, the element itself stays.
                    (own, given) = (part * wins, part.gather(_dimension, _places) * sourceWins);
                    break;
            }
            if (inputs.Needs(0)) inputs[0] = _includeSelf ? own : Unreached(own);
            if (inputs.Needs(1)) inputs[1] = Scattering.Widened(given, whole.Layout.Sizes);
        }

        private Tensor Unreached(Tensor own) => own.scatter(_dimension, _places, 0);

        // Each factor's gradient is the product of the others: by division, or anew without it where it is the only zero.
        private (Tensor, Tensor) Product(Tensor grad, Tensor self, Tensor src)
        {
            var selfIsZero = self.detach().eq(0);
            var others = self.masked_fill(selfIsZero, 1);
            var own = grad * others.scatter_reduce(_dimension, _places, src, "prod", _includeSelf) / others;
            var zero = src.detach().eq(0);
            var zeros = torch.zeros_like(self.detach()).scatter_add(_dimension, _places, zero.to(self.dtype)).gather(_dimension, _places);
            var only = zero.logical_and(zeros.eq(1));
            var without = self.scatter_reduce(_dimension, _places, src.masked_fill(only, 1), "prod", _includeSelf).gather(_dimension, _places);
            var all = self.scatter_reduce(_dimension, _places, src, "prod", _includeSelf).gather(_dimension, _places);
            var reached = grad.gather(_dimension, _places);
            return (own, torch.where(only, reached * without, reached * all / src.masked_fill(zero, 1)));
        }
    }
}
