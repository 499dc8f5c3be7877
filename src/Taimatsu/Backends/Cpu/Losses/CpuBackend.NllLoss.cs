using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override bool TryNllLoss(in Operand losses, in Operand totalWeight, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce)
    {
        if (!input.IsContiguous || !classes.IsContiguous) return false;
        if (input.Type == ScalarType.Float32) NllLoss<float>(losses, totalWeight, input, classes, weight, ignored, reduce);
        else if (input.Type == ScalarType.Float64) NllLoss<double>(losses, totalWeight, input, classes, weight, ignored, reduce);
        else return false;
        return true;
    }

    public override bool TryNllLossBackward(in Operand target, in Operand grad, in Operand classes, in Operand weight, in Operand divisor, long ignored)
    {
        if (target.Type == ScalarType.Float32) NllLossBackward<float>(target, grad, classes, weight, divisor, ignored);
        else if (target.Type == ScalarType.Float64) NllLossBackward<double>(target, grad, classes, weight, divisor, ignored);
        else return false;
        return true;
    }

    private static void NllLoss<T>(in Operand losses, in Operand totalWeight, in Operand input, in Operand classes, in Operand weight, long ignored, bool reduce)
        where T : unmanaged, IFloatingPoint<T>
    {
        long classCount = input.Size(1), inner = input.Size(2), count = classes.Count;
        fixed (T* result = &losses.First<T>(), x = &input.First<T>())
        fixed (T* total = &(reduce ? ref totalWeight.First<T>() : ref Unsafe.NullRef<T>()))
        fixed (T* w = &(weight.Storage is not null ? ref weight.First<T>() : ref Unsafe.NullRef<T>()))
        fixed (long* index = &classes.First<long>())
        {
            // Sums in double: exact enough in one pass, and independent of threads.
            double sum = 0, weights = 0;
            // Places are counted along: two divisions for each took as long as the logarithms before.
            for (long i = 0, place = 0, image = 0; i < count; i++, place++)
            {
                if (place == inner) (place, image) = (0, image + classCount * inner);
                long c = index[i];
                if (c == ignored)
                {
                    if (!reduce) result[i] = T.Zero;
                    continue;
                }
                if ((ulong)c >= (ulong)classCount) ThrowTarget(c);
                T factor = w == null ? T.One : w[c], loss = -factor * x[image + c * inner + place];
                if (reduce)
                {
                    sum += double.CreateTruncating(loss);
                    weights += double.CreateTruncating(factor);
                }
                else result[i] = loss;
            }
            if (reduce)
            {
                *result = T.CreateTruncating(sum);
                *total = T.CreateTruncating(weights);
            }
        }
        losses.KeepAlive();
        totalWeight.KeepAlive();
        input.KeepAlive();
        classes.KeepAlive();
        weight.KeepAlive();
    }

    private static void NllLossBackward<T>(in Operand target, in Operand grad, in Operand classes, in Operand weight, in Operand divisor, long ignored)
        where T : unmanaged, IFloatingPoint<T>
    {
        long classCount = target.Size(1), inner = target.Size(2), count = classes.Count;
        fixed (T* result = &target.First<T>(), g = &grad.First<T>())
        fixed (T* by = &(divisor.Storage is not null ? ref divisor.First<T>() : ref Unsafe.NullRef<T>()))
        fixed (T* w = &(weight.Storage is not null ? ref weight.First<T>() : ref Unsafe.NullRef<T>()))
        fixed (long* index = &classes.First<long>())
        {
            for (long done = 0, bytes = target.Count * sizeof(T); done < bytes; done += 1 << 30)
                Unsafe.InitBlockUnaligned((byte*)result + done, 0, (uint)Math.Min(1 << 30, bytes - done));
            bool one = grad.Count == 1;
            T scale = by == null ? T.One : T.One / *by;
            for (long i = 0, place = 0, image = 0; i < count; i++, place++)
            {
                if (place == inner) (place, image) = (0, image + classCount * inner);
                long c = index[i];
                if (c == ignored) continue;
                if ((ulong)c >= (ulong)classCount) ThrowTarget(c);
                T factor = w == null ? scale : w[c] * scale;
                result[image + c * inner + place] = -factor * g[one ? 0 : i];
            }
        }
        target.KeepAlive();
        grad.KeepAlive();
        classes.KeepAlive();
        weight.KeepAlive();
        divisor.KeepAlive();
    }

    private static void ThrowTarget(long target) => throw new IndexOutOfRangeException($"Target {target} is out of bounds.");
}
