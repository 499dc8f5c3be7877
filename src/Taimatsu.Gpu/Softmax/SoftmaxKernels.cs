using ILGPU;

namespace Taimatsu.Gpu;

/// <summary>Softmax and its logarithm, forwards and backwards: one group of threads a row, or one thread a line where lines are short or lie side by side.</summary>
internal static class SoftmaxKernels
{
    public static void Rows<T, V>(ArrayView<T> target, ArrayView<T> source, int length, int logarithm) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        long start = (long)Grid.IdxX * length;
        V top = V.Create(double.NegativeInfinity);
        for (int k = Group.IdxX; k < length; k += Group.DimX) top = V.Max(top, V.Create(source[start + k]));
        top = GroupSums.Max(shared, top);
        V sum = V.Zero;
        for (int k = Group.IdxX; k < length; k += Group.DimX) sum += V.Exp(V.Create(source[start + k]) - top);
        sum = GroupSums.Sum(shared, sum);
        V factor = logarithm != 0 ? V.Log(sum) : V.One / sum;
        for (int k = Group.IdxX; k < length; k += Group.DimX) target[start + k] = Result<T, V>(V.Create(source[start + k]) - top, factor, logarithm);
    }

    public static void Lines<T, V>(Index1D line, ArrayView<T> target, ArrayView<T> source, int length, int inner, int logarithm) where T : unmanaged where V : struct, ILane<V, T>
    {
        int outer = line / inner;
        long start = (long)outer * length * inner + (line - outer * inner);
        V top = V.Create(double.NegativeInfinity), sum = V.Zero;
        for (int k = 0; k < length; k++) top = V.Max(top, V.Create(source[start + (long)k * inner]));
        for (int k = 0; k < length; k++) sum += V.Exp(V.Create(source[start + (long)k * inner]) - top);
        V factor = logarithm != 0 ? V.Log(sum) : V.One / sum;
        for (int k = 0; k < length; k++) target[start + (long)k * inner] = Result<T, V>(V.Create(source[start + (long)k * inner]) - top, factor, logarithm);
    }

    private static T Result<T, V>(V x, V factor, int logarithm) where T : unmanaged where V : struct, ILane<V, T>
        => logarithm != 0 ? V.Sum(x - factor) : V.Sum(V.Exp(x) * factor);

    public static void RowsBackward<T, V>(ArrayView<T> target, ArrayView<T> grad, ArrayView<T> output, int length, int logarithm) where T : unmanaged where V : struct, ILane<V, T>
    {
        var shared = SharedMemory.Allocate<T>(GroupSums.MostThreads);
        long start = (long)Grid.IdxX * length;
        V sum = V.Zero;
        for (int k = Group.IdxX; k < length; k += Group.DimX) sum += Part<T, V>(V.Create(grad[start + k]), V.Create(output[start + k]), logarithm);
        sum = GroupSums.Sum(shared, sum);
        for (int k = Group.IdxX; k < length; k += Group.DimX) target[start + k] = Gradient<T, V>(V.Create(grad[start + k]), V.Create(output[start + k]), sum, logarithm);
    }

    public static void LinesBackward<T, V>(Index1D line, ArrayView<T> target, ArrayView<T> grad, ArrayView<T> output, int length, int inner, int logarithm)
        where T : unmanaged where V : struct, ILane<V, T>
    {
        int outer = line / inner;
        long start = (long)outer * length * inner + (line - outer * inner);
        V sum = V.Zero;
        for (int k = 0; k < length; k++) sum += Part<T, V>(V.Create(grad[start + (long)k * inner]), V.Create(output[start + (long)k * inner]), logarithm);
        for (int k = 0; k < length; k++)
        {
            long at = start + (long)k * inner;
            target[at] = Gradient<T, V>(V.Create(grad[at]), V.Create(output[at]), sum, logarithm);
        }
    }

    private static V Part<T, V>(V grad, V output, int logarithm) where T : unmanaged where V : struct, ILane<V, T> => logarithm != 0 ? grad : grad * output;

    private static T Gradient<T, V>(V grad, V output, V sum, int logarithm) where T : unmanaged where V : struct, ILane<V, T>
        => logarithm != 0 ? V.Sum(grad - V.Exp(output) * sum) : V.Sum((grad - sum) * output);
}
