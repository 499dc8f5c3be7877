namespace Taimatsu;

/// <summary>Pictures of one size in memory, with labels. A sample is the picture after the transform (without one, uint8 [C, H, W]) and its label.</summary>
public class LabelledPictures : Dataset<(Tensor, long)>
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

    /// <inheritdoc/>
    public override long Count => targets.Count;

    /// <inheritdoc/>
    public override (Tensor, long) this[long index]
    {
        get
        {
            CheckIndex(index);
            var picture = data.select(0, index);
            long label = targets[(int)index];
            return (_transform is null ? picture : _transform.call(picture), _targetTransform is null ? label : _targetTransform(label));
        }
    }
}
