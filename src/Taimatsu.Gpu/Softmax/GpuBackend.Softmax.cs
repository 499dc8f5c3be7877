namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override bool TrySoftmax(bool logarithm, in Operand target, in Operand source, int dimension)
    {
        if (!source.IsContiguous || !target.IsContiguous) return false;
        if (source.Type == ScalarType.Float32) Softmax<float, Single32>(logarithm, target, source, dimension);
        else if (source.Type == ScalarType.Float64) Softmax<double, Double64>(logarithm, target, source, dimension);
        else return false;
        target.KeepAlive();
        source.KeepAlive();
        return true;
    }

    public override bool TrySoftmaxBackward(bool logarithm, in Operand target, in Operand grad, in Operand output, int dimension)
    {
        if (!grad.IsContiguous || !output.IsContiguous || !target.IsContiguous) return false;
        if (grad.Type == ScalarType.Float32) SoftmaxBackward<float, Single32>(logarithm, target, grad, output, dimension);
        else if (grad.Type == ScalarType.Float64) SoftmaxBackward<double, Double64>(logarithm, target, grad, output, dimension);
        else return false;
        target.KeepAlive();
        grad.KeepAlive();
        output.KeepAlive();
        return true;
    }

    private void Softmax<T, V>(bool logarithm, in Operand target, in Operand source, int dimension) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (target.Count == 0) return;
        var (length, inner) = Along(target, dimension);
        if (inner > 1 || length <= ShortLine) Each(SoftmaxKernels.Lines<T, V>, target.Count / length, View<T>(target), View<T>(source), length, inner, logarithm ? 1 : 0);
        else Groups(SoftmaxKernels.Rows<T, V>, target.Count / length, ThreadsFor(length), View<T>(target), View<T>(source), length, logarithm ? 1 : 0);
    }

    private void SoftmaxBackward<T, V>(bool logarithm, in Operand target, in Operand grad, in Operand output, int dimension) where T : unmanaged where V : struct, ILane<V, T>
    {
        if (target.Count == 0) return;
        var (length, inner) = Along(target, dimension);
        if (inner > 1 || length <= ShortLine) Each(SoftmaxKernels.LinesBackward<T, V>, target.Count / length, View<T>(target), View<T>(grad), View<T>(output), length, inner, logarithm ? 1 : 0);
        else Groups(SoftmaxKernels.RowsBackward<T, V>, target.Count / length, ThreadsFor(length), View<T>(target), View<T>(grad), View<T>(output), length, logarithm ? 1 : 0);
    }

    // A dimension's length, and how many elements lie between two of its neighbours.
    private static (int Length, int Inner) Along(in Operand operand, int dimension)
    {
        long length = operand.Rank == 0 ? 1 : operand.Size(dimension), inner = 1;
        for (int d = dimension + 1; d < operand.Rank; d++) inner *= operand.Size(d);
        return (checked((int)length), checked((int)inner));
    }

    // Threads of a group for a line: enough, and not too many idle.
    private int ThreadsFor(long length)
    {
        int threads = GroupSize;
        while (threads > 32 && threads / 2 >= length) threads /= 2;
        return threads;
    }
}
