using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Taimatsu.Backends;

/// <summary>
/// Walks an output and up to three inputs together. Inputs are broadcast to the output's shape; dimensions are sorted by the output's
/// strides and collapsed where all operands allow it, so that kernels only ever see long inner runs. Operand 0 is the output.
/// </summary>
internal struct TensorIterator
{
    private Operand _0, _1, _2, _3;
    private readonly long[]? _dimensions; // sizes, then the byte strides of each operand; null for one flat run
    private Strides4 _flat;

    /// <summary>The number of operands, the output included.</summary>
    public readonly int OperandCount;

    /// <summary>The number of elements.</summary>
    public readonly long Count;

    /// <summary>The number of dimensions that are left after collapsing; dimension 0 is the innermost.</summary>
    public readonly int Rank;

    /// <summary>The element type to compute in: float, double or an integer (bool computes as a byte, 16-bit floats as float).</summary>
    public ScalarType ComputeType;

    public TensorIterator(in Operand output, in Operand a, ScalarType computeType) : this(output, a, default, default, 2, computeType) { }

    public TensorIterator(in Operand output, in Operand a, in Operand b, ScalarType computeType) : this(output, a, b, default, 3, computeType) { }

    public TensorIterator(in Operand output, in Operand a, in Operand b, in Operand c, ScalarType computeType) : this(output, a, b, c, 4, computeType) { }

    private TensorIterator(in Operand output, in Operand a, in Operand b, in Operand c, int count, ScalarType computeType)
    {
        _0 = output;
        _1 = a;
        _2 = b;
        _3 = c;
        OperandCount = count;
        ComputeType = computeType;
        Count = output.Count;
        Rank = 1;
        bool flat = output.IsContiguous;
        if (flat) _flat[0] = output.Type.ElementSize();
        for (int i = 1; i < count && flat; i++)
        {
            ref readonly var operand = ref this[i];
            if (operand.Count == 1) _flat[i] = 0;
            else if (operand.IsContiguous && operand.Layout.SameSizes(output.Layout)) _flat[i] = operand.Type.ElementSize();
            else flat = false;
        }
        if (!flat) (_dimensions, Rank) = Collapse();
    }

    /// <summary>Operand <paramref name="index"/>; 0 is the output.</summary>
    [UnscopedRef]
    public readonly ref readonly Operand this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (index == 0) return ref _0;
            if (index == 1) return ref _1;
            if (index == 2) return ref _2;
            return ref _3;
        }
    }

    /// <summary>The first byte of an operand, to be pinned; a null reference for an operand that is not there.</summary>
    public readonly ref byte Data(int index) => ref index < OperandCount ? ref this[index].Data : ref Unsafe.NullRef<byte>();

    /// <summary>The length of a collapsed dimension; 0 is the innermost.</summary>
    public readonly long Size(int dimension) => _dimensions is null ? Count : _dimensions[dimension];

    /// <summary>The stride of an operand in a collapsed dimension, in bytes.</summary>
    public readonly long Stride(int operand, int dimension) => _dimensions is null ? _flat[operand] : _dimensions[(operand + 1) * Rank + dimension];

    /// <summary>Keeps every operand's storage from being collected up to here.</summary>
    public readonly void KeepAlive()
    {
        GC.KeepAlive(_0.Storage);
        GC.KeepAlive(_1.Storage);
        GC.KeepAlive(_2.Storage);
        GC.KeepAlive(_3.Storage);
    }

    private readonly (long[], int) Collapse()
    {
        long[] outSizes = _0.Layout.Sizes;
        int rank = outSizes.Length;
        if (rank == 0 || Count == 0)
        {
            var single = new long[1 + OperandCount];
            single[0] = Count;
            return (single, 1);
        }
        // Gather byte strides, the last dimension first.
        var sizes = new long[rank];
        var strides = new long[OperandCount * rank];
        for (int d = 0; d < rank; d++) sizes[d] = outSizes[rank - 1 - d];
        for (int i = 0; i < OperandCount; i++)
        {
            ref readonly var operand = ref this[i];
            int shift = rank - operand.Rank;
            long element = operand.Type.ElementSize();
            for (int d = 0; d < rank; d++)
            {
                int own = rank - 1 - d - shift;
                strides[i * rank + d] = own < 0 || operand.Layout.Sizes[own] == 1 ? 0 : operand.Layout.Strides[own] * element;
            }
        }
        // Insertion sort by the output's strides, then the inputs': small strides innermost.
        for (int d = 1; d < rank; d++)
            for (int e = d; e > 0 && Swaps(strides, rank, e - 1, e); e--)
            {
                (sizes[e - 1], sizes[e]) = (sizes[e], sizes[e - 1]);
                for (int i = 0; i < OperandCount; i++)
                    (strides[i * rank + e - 1], strides[i * rank + e]) = (strides[i * rank + e], strides[i * rank + e - 1]);
            }
        // Collapse neighbours that step as one dimension for all operands.
        int kept = 0;
        for (int d = 1; d < rank; d++)
        {
            bool joins = sizes[kept] == 1 || sizes[d] == 1;
            if (!joins)
            {
                joins = true;
                for (int i = 0; i < OperandCount && joins; i++)
                    joins = strides[i * rank + kept] * sizes[kept] == strides[i * rank + d];
            }
            if (joins)
            {
                if (sizes[kept] == 1)
                    for (int i = 0; i < OperandCount; i++) strides[i * rank + kept] = strides[i * rank + d];
                sizes[kept] *= sizes[d];
            }
            else
            {
                kept++;
                sizes[kept] = sizes[d];
                for (int i = 0; i < OperandCount; i++) strides[i * rank + kept] = strides[i * rank + d];
            }
        }
        int final = kept + 1;
        var result = new long[final * (1 + OperandCount)];
        Array.Copy(sizes, result, final);
        for (int i = 0; i < OperandCount; i++) Array.Copy(strides, i * rank, result, (i + 1) * final, final);
        return (result, final);
    }

    // True if the outer of two neighbouring dimensions has the smaller strides, by the first operand that tells them apart.
    private readonly bool Swaps(long[] strides, int rank, int inner, int outer)
    {
        for (int i = 0; i < OperandCount; i++)
        {
            long a = Math.Abs(strides[i * rank + inner]), b = Math.Abs(strides[i * rank + outer]);
            if (a == 0 || b == 0 || a == b) continue;
            return a > b;
        }
        return false;
    }

    [InlineArray(4)]
    private struct Strides4
    {
        private long _first;
    }
}
