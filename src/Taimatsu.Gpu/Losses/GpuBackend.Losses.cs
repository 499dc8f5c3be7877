namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    private const int MostLossParts = 64;

    public override bool TryNllLoss(in Operand losses, in Operand totalWeight, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce)
    {
        if (!input.IsContiguous || !classes.IsContiguous) return false;
        return TryLosses(losses, totalWeight, default, default, input, classes, weight, ignored, reduce);
    }

    public override bool TryCrossEntropy(in Operand losses, in Operand totalWeight, in Operand tops, in Operand logs, in Operand input, in Operand classes, in Operand weight, long ignored,
        bool reduce)
        => TryLosses(losses, totalWeight, tops, logs, input, classes, weight, ignored, reduce);

    public override bool TryNllLossBackward(in Operand target, in Operand grad, in Operand classes, in Operand weight, in Operand divisor, long ignored)
        => TryLossesBackward(target, grad, default, default, default, classes, weight, divisor, ignored);

    public override bool TryCrossEntropyBackward(in Operand target, in Operand grad, in Operand input, in Operand tops, in Operand logs, in Operand classes, in Operand weight,
        in Operand divisor, long ignored)
        => TryLossesBackward(target, grad, input, tops, logs, classes, weight, divisor, ignored);

    // With tops and logs, which are written first, the cross entropy.
    private bool TryLosses(in Operand losses, in Operand totalWeight, in Operand tops, in Operand logs, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce)
    {
        if (input.Type == ScalarType.Float32) Losses<float, Single32>(losses, totalWeight, tops, logs, input, classes, weight, ignored, reduce);
        else if (input.Type == ScalarType.Float64) Losses<double, Double64>(losses, totalWeight, tops, logs, input, classes, weight, ignored, reduce);
        else return false;
        Keep(losses, totalWeight, tops, logs);
        Keep(input, classes, weight, default);
        return true;
    }

    private void Losses<T, V>(in Operand losses, in Operand totalWeight, in Operand tops, in Operand logs, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        var shape = Shape(input, classes, weight, ignored);
        if (tops.Storage is not null)
        {
            shape.Normalizes = 1;
            if (shape.Classes <= ShortLine) Each(LossKernels.Normalizers<T, V>, shape.Count, View<T>(tops), View<T>(logs), View<T>(input), shape.Classes);
            else Groups(LossKernels.NormalizersByGroup<T, V>, shape.Count, ThreadsFor(shape.Classes), View<T>(tops), View<T>(logs), View<T>(input), shape.Classes);
        }
        var top = ViewOr<T>(tops, losses);
        var log = ViewOr<T>(logs, losses);
        lock (_gate)
        {
            var (wrong, number) = BeginCheck(c => new IndexOutOfRangeException($"Target {c} is out of bounds."));
            if (!reduce)
            {
                Each(LossKernels.Each<T, V>, shape.Count, View<T>(losses), View<T>(input), top, log, View<long>(classes), ViewOr<T>(weight, losses), shape, View<long>(wrong), number);
                return;
            }
            int threads = ThreadsFor(shape.Count);
            shape.Parts = Math.Clamp(shape.Count / (threads * 4), 1, MostLossParts);
            var sums = Scratch(input.Type, 2, shape.Parts);
            Groups(LossKernels.Sums<T, V>, shape.Parts, threads, View<T>(sums), View<T>(input), top, log, View<long>(classes), ViewOr<T>(weight, losses), shape, View<long>(wrong), number);
            Each(LossKernels.Finish<T, V>, 1, View<T>(losses), View<T>(totalWeight), View<T>(sums), shape.Parts);
            sums.KeepAlive();
        }
    }

    private bool TryLossesBackward(in Operand target, in Operand grad, in Operand input, in Operand tops, in Operand logs, in Operand classes, in Operand weight, in Operand divisor, long ignored)
    {
        if (target.Type == ScalarType.Float32) LossesBackward<float, Single32>(target, grad, input, tops, logs, classes, weight, divisor, ignored);
        else if (target.Type == ScalarType.Float64) LossesBackward<double, Double64>(target, grad, input, tops, logs, classes, weight, divisor, ignored);
        else return false;
        Keep(target, grad, input, tops);
        Keep(logs, classes, weight, divisor);
        return true;
    }

    private void LossesBackward<T, V>(in Operand target, in Operand grad, in Operand input, in Operand tops, in Operand logs, in Operand classes, in Operand weight, in Operand divisor,
        long ignored) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shape = Shape(target, classes, weight, ignored);
        shape.Normalizes = Has(tops);
        shape.OneGrad = grad.Count == 1 ? 1 : 0;
        shape.HasDivisor = Has(divisor);
        Each(LossKernels.Backward<T, V>, target.Count, View<T>(target), View<T>(grad), ViewOr<T>(input, target), ViewOr<T>(tops, target), ViewOr<T>(logs, target), View<long>(classes),
            ViewOr<T>(weight, target), ViewOr<T>(divisor, target), shape);
    }

    private static LossShape Shape(in Operand scores, in Operand classes, in Operand weight, long ignored) => new()
    {
        Count = checked((int)classes.Count), Classes = checked((int)scores.Size(1)), Inner = scores.Rank > 2 ? checked((int)scores.Size(2)) : 1, Ignored = ignored, HasWeight = Has(weight),
    };
}
