using Taimatsu.Data;

namespace Taimatsu;

/// <summary>Pictures of one size in memory, with labels. A sample is the picture after the transform (without one, uint8 [C, H, W]) and its label.</summary>
public class LabelledPictures : Dataset<(Tensor, long)>, IBatchSource<(Tensor, Tensor)>
{
    private readonly ITransform? _transform;
    private readonly Func<long, long>? _targetTransform;

    internal LabelledPictures(Tensor data, long[] targets, IReadOnlyList<string> classes, ITransform? transform, Func<long, long>? target_transform)
    {
        (this.data, this.targets, this.classes, _transform, _targetTransform) = (data, targets, classes, transform, target_transform);
    }

    /// <summary>All pictures, uint8 [N, C, H, W].</summary>
    public Tensor data { get; }

    /// <summary>All labels.</summary>
    public IReadOnlyList<long> targets { get; }

    /// <summary>The labels' names.</summary>
    public IReadOnlyList<string> classes { get; }

    /// <summary>The labels by name.</summary>
    public IReadOnlyDictionary<string, long> class_to_idx => classes.Index().ToDictionary(c => c.Item, c => (long)c.Index);

    /// <inheritdoc/>
    public override long Count => targets.Count;

    /// <inheritdoc/>
    public override (Tensor, long) this[long index]
    {
        get
        {
            long i = CheckIndex(index);
            var picture = data.select(0, i);
            return (_transform is null ? picture : _transform.call(picture), Label(i));
        }
    }

    // Steps that treat each pixel alike do a whole batch as they do one picture, with a tenth of the calls.
    bool IBatchSource<(Tensor, Tensor)>.TryGetBatch(ReadOnlySpan<long> indices, out (Tensor, Tensor) batch)
    {
        batch = default;
        if (_transform is not (null or IPixelwiseTransform { IsPixelwise: true })) return false;
        var rows = new long[indices.Length];
        var labels = new long[indices.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = CheckIndex(indices[i]);
            labels[i] = Label(rows[i]);
        }
        var pictures = data.index_select(0, torch.from_array(rows));
        batch = (_transform is null ? pictures : _transform.call(pictures), torch.from_array(labels));
        return true;
    }

    private long Label(long index) => _targetTransform is null ? targets[(int)index] : _targetTransform(targets[(int)index]);
}
