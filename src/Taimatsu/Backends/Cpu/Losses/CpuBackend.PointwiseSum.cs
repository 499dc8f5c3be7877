namespace Taimatsu.Backends.Cpu;

internal sealed partial class CpuBackend
{
    // Less than this is over before it would reach memory.
    private const long ShortestSum = 4096;

    public override bool TrySumOf<TOp>(TOp op, in Operand target, in Operand x, in Operand y, long divisor)
    {
        if (x.Count < ShortestSum || x.Type != y.Type || x.Type != target.Type || !x.IsContiguous || !y.IsContiguous || !x.Layout.SameSizes(y.Layout)) return false;
        switch (x.Type)
        {
            case ScalarType.Float32: target.First<float>() = Sum<float, TOp>(op, x, y) / divisor; break;
            case ScalarType.Float64: target.First<double>() = Sum<double, TOp>(op, x, y) / divisor; break;
            default: return false;
        }
        target.KeepAlive();
        return true;
    }

    private static unsafe T Sum<T, TOp>(TOp op, in Operand x, in Operand y) where T : unmanaged where TOp : struct, IBinaryOp
    {
        T sum;
        fixed (T* left = &x.First<T>(), right = &y.First<T>()) sum = PointwiseSum<T, TOp>.Run(op, left, right, x.Count);
        x.KeepAlive();
        y.KeepAlive();
        return sum;
    }
}
