using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Copy(in Operand target, in Operand source)
    {
        var iterator = new TensorIterator(target, source, source.Type);
        if (!TransposedCopy.Try(iterator) && !StridedRows.Try(iterator)) ElementLoop.Run(iterator, new CopyLoop(Converter.Get(source.Type, target.Type)));
    }

    public override void Concatenate(in Operand target, ReadOnlySpan<Operand> parts, int dimension)
    {
        if (!ConcatenatedCopy.Try(target, parts, dimension)) base.Concatenate(target, parts, dimension);
    }

    public override void Fill(in Operand target, Scalar value)
    {
        if (target.IsContiguous && target.Count <= ElementLoop.Grain)
        {
            if (target.Type == ScalarType.Float32) FillRun(target, (float)value.ToDouble());
            else if (target.Type == ScalarType.Float64) FillRun(target, value.ToDouble());
            else if (target.Type == ScalarType.Int64 && !value.IsFloatingPoint) FillRun(target, value.ToInt64());
            else FillAny(target, value);
        }
        else
        {
            FillAny(target, value);
        }
    }

    private static void FillRun<T>(in Operand target, T value) where T : unmanaged
    {
        if (target.Count == 0) return;
        fixed (T* first = &target.First<T>()) BlockFill.Run(first, value, target.Count);
        target.KeepAlive();
    }

    private void FillAny(in Operand target, Scalar value)
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

    private readonly struct CopyLoop(delegate*<byte*, long, byte*, long, long, void> convert) : IInnerLoop<CopyLoop>
    {
        private readonly delegate*<byte*, long, byte*, long, long, void> _convert = convert;

        public void Run(byte** data, long* strides, long count) => _convert(data[1], strides[1], data[0], strides[0], count);
    }

    private readonly struct FillLoop(int size) : IInnerLoop<FillLoop>
    {
        public void Run(byte** data, long* strides, long count)
        {
            if (size == 1) Fill<byte>(data, strides, count);
            else if (size == 2) Fill<ushort>(data, strides, count);
            else if (size == 4) Fill<uint>(data, strides, count);
            else Fill<ulong>(data, strides, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Fill<T>(byte** data, long* strides, long count) where T : unmanaged
        {
            T value = *(T*)data[1];
            byte* target = data[0];
            if (strides[0] == sizeof(T))
            {
                BlockFill.Run((T*)target, value, count);
                return;
            }
            for (long i = 0; i < count; i++, target += strides[0]) *(T*)target = value;
        }
    }

    private readonly struct WhereLoop(int size) : IInnerLoop<WhereLoop>
    {
        public void Run(byte** data, long* strides, long count)
        {
            if (size == 1) Choose<byte>(data, strides, count);
            else if (size == 2) Choose<ushort>(data, strides, count);
            else if (size == 4) Choose<uint>(data, strides, count);
            else Choose<ulong>(data, strides, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Choose<T>(byte** data, long* strides, long count) where T : unmanaged
        {
            byte* target = data[0], condition = data[1], a = data[2], b = data[3];
            long i = 0;
            if (strides[0] == sizeof(T) && strides[1] == 1) i = sizeof(T) >= 4 ? ChooseVectors<T>(data, strides, count) : ChooseShort<T>(data, strides, count);
            for (; i < count; i++)
                *(T*)(target + i * strides[0]) = condition[i * strides[1]] != 0 ? *(T*)(a + i * strides[2]) : *(T*)(b + i * strides[3]);
        }

        // Elements of one or two bytes, sixteen at a time.
        private static long ChooseShort<T>(byte** data, long* strides, long count) where T : unmanaged
        {
            bool oneA = strides[2] == 0, oneB = strides[3] == 0;
            if ((!oneA && strides[2] != sizeof(T)) || (!oneB && strides[3] != sizeof(T))) return 0;
            byte* condition = data[1];
            T* target = (T*)data[0], a = (T*)data[2], b = (T*)data[3];
            Vector256<T> va = Vector256.Create(*a), vb = Vector256.Create(*b);
            long i = 0;
            for (; i + 16 <= count; i += 16)
            {
                var isFalse = Vector128.Equals(Vector128.Load(condition + i), Vector128<byte>.Zero);
                if (sizeof(T) == 1) Vector128.ConditionalSelect(isFalse.As<byte, T>(), oneB ? vb.GetLower() : Vector128.Load(b + i), oneA ? va.GetLower() : Vector128.Load(a + i)).Store(target + i);
                else
                {
                    // Widened with its sign, a byte of ones is a short of ones.
                    var (low, high) = Vector128.Widen(isFalse.AsSByte());
                    Vector256.ConditionalSelect(Vector256.Create(low, high).As<short, T>(), oneB ? vb : Vector256.Load(b + i), oneA ? va : Vector256.Load(a + i)).Store(target + i);
                }
            }
            return i;
        }

        // Eight elements at a time; either side is a run or one element.
        private static long ChooseVectors<T>(byte** data, long* strides, long count) where T : unmanaged
        {
            bool oneA = strides[2] == 0, oneB = strides[3] == 0;
            if (!Avx2.IsSupported || (!oneA && strides[2] != sizeof(T)) || (!oneB && strides[3] != sizeof(T))) return 0;
            byte* condition = data[1];
            T* target = (T*)data[0], a = (T*)data[2], b = (T*)data[3];
            Vector256<T> va = Vector256.Create(*a), vb = Vector256.Create(*b);
            int lanes = Vector256<T>.Count;
            long i = 0;
            for (; i + 8 <= count; i += 8)
                for (int part = 0; part < 8; part += lanes)
                {
                    long at = i + part;
                    // Widened bytes are zero or not, as the condition is.
                    var isFalse = sizeof(T) == 4
                        ? Vector256.Equals(Avx2.ConvertToVector256Int32(condition + at), Vector256<int>.Zero).As<int, T>()
                        : Vector256.Equals(Avx2.ConvertToVector256Int64(condition + at), Vector256<long>.Zero).As<long, T>();
                    Vector256.ConditionalSelect(isFalse, oneB ? vb : Vector256.Load(b + at), oneA ? va : Vector256.Load(a + at)).Store(target + at);
                }
            return i;
        }
    }
}
