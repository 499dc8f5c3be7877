using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Copy(in Operand target, in Operand source)
        => ElementLoop.Run(new TensorIterator(target, source, source.Type), new CopyLoop(Converter.Get(source.Type, target.Type)));

    public override void Fill(in Operand target, Scalar value)
    {
        // One element, converted to the target's type, copied everywhere.
        var one = new Operand(new Storage(new byte[8], 8), 0, Layout.Scalar, value.IsFloatingPoint ? ScalarType.Float64 : ScalarType.Int64);
        if (value.IsFloatingPoint) one.First<double>() = value.ToDouble();
        else one.First<long>() = value.ToInt64();
        var same = new Operand(new Storage(new byte[8], 8), 0, Layout.Scalar, target.Type);
        Copy(same, one);
        ElementLoop.Run(new TensorIterator(target, same, target.Type), new FillLoop(target.Type.ElementSize()));
    }

    public override void Where(in TensorIterator iterator) => ElementLoop.Run(iterator, new WhereLoop(iterator[0].Type.ElementSize()));

    private readonly struct CopyLoop(delegate*<byte*, long, byte*, long, long, void> convert) : IInnerLoop
    {
        private readonly delegate*<byte*, long, byte*, long, long, void> _convert = convert;

        public void Run(byte** data, long* strides, long count) => _convert(data[1], strides[1], data[0], strides[0], count);
    }

    private readonly struct FillLoop(int size) : IInnerLoop
    {
        public void Run(byte** data, long* strides, long count)
        {
            if (size == 1) Fill<byte>(data, strides, count);
            else if (size == 2) Fill<ushort>(data, strides, count);
            else if (size == 4) Fill<uint>(data, strides, count);
            else Fill<ulong>(data, strides, count);
        }

        private static void Fill<T>(byte** data, long* strides, long count) where T : unmanaged
        {
            T value = *(T*)data[1];
            byte* target = data[0];
            if (strides[0] == sizeof(T))
            {
                for (; count > int.MaxValue; count -= int.MaxValue, target += (long)int.MaxValue * sizeof(T)) new Span<T>(target, int.MaxValue).Fill(value);
                new Span<T>(target, (int)count).Fill(value);
                return;
            }
            for (long i = 0; i < count; i++, target += strides[0]) *(T*)target = value;
        }
    }

    private readonly struct WhereLoop(int size) : IInnerLoop
    {
        public void Run(byte** data, long* strides, long count)
        {
            if (size == 1) Choose<byte>(data, strides, count);
            else if (size == 2) Choose<ushort>(data, strides, count);
            else if (size == 4) Choose<uint>(data, strides, count);
            else Choose<ulong>(data, strides, count);
        }

        private static void Choose<T>(byte** data, long* strides, long count) where T : unmanaged
        {
            byte* target = data[0], condition = data[1], a = data[2], b = data[3];
            for (long i = 0; i < count; i++)
                *(T*)(target + i * strides[0]) = condition[i * strides[1]] != 0 ? *(T*)(a + i * strides[2]) : *(T*)(b + i * strides[3]);
        }
    }
}
