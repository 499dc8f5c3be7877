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
        if (rightStride != 1)
        {
            T* copy = GemmScratch.Get<T>(n);
            for (long j = 0; j < n; j++) copy[j] = right[j * rightStride];
            right = copy;
        }
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

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(long begin, long end)
        {
            if (IsPlain)
            {
                for (long i = begin; i < end; i++) Multiply(Left[i * LeftStride] * Target.Alpha, Right, Target.At(i, 0), Columns);
                return;
            }
            T* tile = stackalloc T[TileColumns];
            for (long column = 0; column < Columns; column += TileColumns)
            {
                int columns = (int)Math.Min(TileColumns, Columns - column);
                for (long i = begin; i < end; i++)
                {
                    Multiply(Left[i * LeftStride], Right + column, tile, columns);
                    Target.Write(tile, columns, i, column, 1, columns, first: true, last: true);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Multiply(T factor, T* row, T* to, long count)
        {
            long j = 0;
            var factors = new Vector<T>(factor);
            for (; j <= count - Vector<T>.Count; j += Vector<T>.Count) Vector.Store(Vector.Load(row + j) * factors, to + j);
            for (; j < count; j++) to[j] = row[j] * factor;
        }
    }
}
