using System.Numerics;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>A column times a row: nothing to sum, so each element is written as soon as it is multiplied, and storing is all that takes time.</summary>
internal static unsafe class OuterProduct
{
    /// <summary>Elements that make a task worth handing to another thread.</summary>
    private const long TaskElements = 16 << 10;

    /// <summary>The columns that go through a buffer when the target has more to do than to store.</summary>
    private const int TileColumns = 256;

    /// <summary>Element (i, j) of the product is left[i * leftStride] * right[j * rightStride]. The target's columns must be contiguous.</summary>
    public static void Run<T>(long m, long n, T* left, long leftStride, T* right, long rightStride, in GemmTarget<T> target)
        where T : unmanaged, INumber<T>
    {
        if (rightStride != 1) right = GemmScratch.Copy(1, n, right, 0, rightStride);
        var body = new Body<T> { Target = target, Left = left, LeftStride = leftStride, Right = right, Columns = n, IsPlain = target.Beta == T.Zero && target.Epilogue.IsEmpty };
        WorkerPool.For(m, Math.Max(1, TaskElements / n), ref body);
    }

    private struct Body<T> : IRangeBody
        where T : unmanaged, INumber<T>
    {
        public GemmTarget<T> Target;
        public T* Left, Right;
        public long LeftStride, Columns;
        public bool IsPlain;

        public readonly void Run(long begin, long end)
        {
            if (VectorWidth.Bits >= 512) Rows<V512<T>>(begin, end);
            else if (VectorWidth.Bits >= 256) Rows<V256<T>>(begin, end);
            else Rows<V128<T>>(begin, end);
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private readonly void Rows<V>(long begin, long end) where V : struct, ISimd<V, T>
        {
            if (IsPlain)
            {
                for (long i = begin; i < end; i++) Multiply<V>(Left[i * LeftStride] * Target.Alpha, Right, Target.At(i, 0), Columns);
                return;
            }
            T* tile = stackalloc T[TileColumns];
            for (long column = 0; column < Columns; column += TileColumns)
            {
                int columns = (int)Math.Min(TileColumns, Columns - column);
                for (long i = begin; i < end; i++)
                {
                    Multiply<V>(Left[i * LeftStride], Right + column, tile, columns);
                    Target.Write(tile, columns, i, column, 1, columns, first: true, last: true);
                }
            }
        }

        // The last vector overlaps the one before it: the same values again.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Multiply<V>(T factor, T* row, T* to, long count) where V : struct, ISimd<V, T>
        {
            var factors = V.Create(factor);
            if (count < V.Count)
            {
                for (long j = 0; j < count; j++) to[j] = row[j] * factor;
                return;
            }
            long last = count - V.Count;
            for (long j = 0; j < last; j += V.Count) V.Store(V.Load(row + j) * factors, to + j);
            V.Store(V.Load(row + last) * factors, to + last);
        }
    }
}
