using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

/// <summary>
/// Brings operands into the form that an operator's one contiguous loop takes. Strided operands and those of another element type are
/// copied and converted in small pieces to a buffer in the first-level cache, so no operator needs a loop of its own for them.
/// </summary>
internal unsafe struct StagedLoop<TLoop> : IInnerLoop<StagedLoop<TLoop>> where TLoop : struct, IInnerLoop<TLoop>
{
    private const int Piece = 1024;
    private readonly TLoop _inner;
    private readonly int _operands;
    private Forms _forms;

    private struct Form
    {
        public int Size; // of an element in its tensor
        public int ComputeSize; // of an element as the inner loop takes it
        public bool IsSame; // no conversion between the two
        public delegate*<byte*, long, byte*, long, long, void> Convert; // between the two
    }

    [InlineArray(4)]
    private struct Forms
    {
        private Form _first;
    }

    /// <summary>Prepares the inner loop for an iterator's operands, given the types the inner loop works on.</summary>
    public StagedLoop(TLoop inner, in TensorIterator iterator, ScalarType outputType, ScalarType inputType)
    {
        _inner = inner;
        _operands = iterator.OperandCount;
        for (int i = 0; i < _operands; i++)
        {
            var own = iterator[i].Type;
            var compute = i == 0 ? outputType : inputType;
            _forms[i] = new Form
            {
                Size = own.ElementSize(),
                ComputeSize = compute.ElementSize(),
                IsSame = own == compute,
                Convert = i == 0 ? Converter.Get(compute, own) : Converter.Get(own, compute),
            };
        }
    }

    /// <summary>True if every operand can go to the inner loop as it is.</summary>
    public static bool IsPlain(in TensorIterator iterator, ScalarType outputType, ScalarType inputType)
    {
        for (int i = 0; i < iterator.OperandCount; i++)
        {
            var type = iterator[i].Type;
            // A bool that is read is a byte of 0 or 1.
            if (type != (i == 0 ? outputType : inputType) && (i == 0 || type != ScalarType.Bool || inputType != ScalarType.Byte)) return false;
            long stride = iterator.Stride(i, 0);
            if (stride != type.ElementSize() && (stride != 0 || i == 0)) return false;
        }
        return true;
    }

    [SkipLocalsInit]
    public void Run(byte** data, long* strides, long count)
    {
        byte* buffer = stackalloc byte[4 * Piece * sizeof(double)];
        byte** staged = stackalloc byte*[4];
        long* stagedStrides = stackalloc long[4];
        for (long done = 0; done < count; done += Piece)
        {
            long n = Math.Min(Piece, count - done);
            for (int i = 1; i < _operands; i++)
            {
                var form = _forms[i];
                byte* source = data[i] + done * strides[i];
                if (form.IsSame && (strides[i] == 0 || strides[i] == form.Size))
                {
                    staged[i] = source;
                    stagedStrides[i] = strides[i];
                }
                else if (strides[i] == 0)
                {
                    byte* target = buffer + i * Piece * sizeof(double);
                    form.Convert(source, form.Size, target, form.ComputeSize, 1);
                    staged[i] = target;
                    stagedStrides[i] = 0;
                }
                else
                {
                    byte* target = buffer + i * Piece * sizeof(double);
                    form.Convert(source, strides[i], target, form.ComputeSize, n);
                    staged[i] = target;
                    stagedStrides[i] = form.ComputeSize;
                }
            }
            var output = _forms[0];
            byte* result = data[0] + done * strides[0];
            bool direct = output.IsSame && strides[0] == output.Size;
            staged[0] = direct ? result : buffer;
            stagedStrides[0] = output.ComputeSize;
            _inner.Run(staged, stagedStrides, n);
            if (!direct) output.Convert(buffer, output.ComputeSize, result, strides[0], n);
        }
    }
}
