using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed partial class CpuBackend
{
    public override void Unary(UnaryOp op, in TensorIterator iterator)
    {
        var run = new UnaryRun { Iterator = ref iterator };
        op.Accept(ref run);
    }

    public override void Binary(BinaryOp op, in TensorIterator iterator)
    {
        var run = new BinaryRun { Iterator = ref iterator };
        op.Accept(ref run);
    }

    public override void Ternary(TernaryOp op, in TensorIterator iterator)
    {
        var run = new TernaryRun { Iterator = ref iterator };
        op.Accept(ref run);
    }

    // The switch over element types of all pointwise operators. Integer bodies are compiled only for operators that take integers.
    private ref struct UnaryRun : IUnaryVisitor
    {
        public ref readonly TensorIterator Iterator;

        public void Visit<TOp>(TOp op) where TOp : struct, IUnaryOp
        {
            switch (Iterator.ComputeType)
            {
                case ScalarType.Float32 when TOp.Domain != Domain.Integral: Run<float, TOp>(op); break;
                case ScalarType.Float64 when TOp.Domain != Domain.Integral: Run<double, TOp>(op); break;
                case ScalarType.Byte when TakesIntegers(TOp.Domain): Run<byte, TOp>(op); break;
                case ScalarType.Int8 when TakesIntegers(TOp.Domain): Run<sbyte, TOp>(op); break;
                case ScalarType.Int16 when TakesIntegers(TOp.Domain): Run<short, TOp>(op); break;
                case ScalarType.Int32 when TakesIntegers(TOp.Domain): Run<int, TOp>(op); break;
                case ScalarType.Int64 when TakesIntegers(TOp.Domain): Run<long, TOp>(op); break;
                default: ThrowType(TOp.Name, Iterator.ComputeType); break;
            }
        }

        private readonly void Run<T, TOp>(TOp op) where T : unmanaged where TOp : struct, IUnaryOp
        {
            if (typeof(T) == typeof(float) && !TOp.IsPredicate && (TryShort<BFloats, TOp>(op, Iterator) || TryShort<Halves, TOp>(op, Iterator))) return;
            Drive<UnaryLoop<T, TOp>, T>(new(op), Iterator, TOp.IsPredicate);
        }

        private static bool TryShort<TFloats, TOp>(TOp op, in TensorIterator iterator) where TFloats : struct, IShortFloats where TOp : struct, IUnaryOp
        {
            if (!ShortLanes.Takes<TFloats>(iterator)) return false;
            if (TOp.RunsInPairs) ElementLoop.Run(iterator, new ShortStagedLoop<TFloats, UnaryLoop<float, TOp>>(new(op), 2, false, false));
            else ElementLoop.Run(iterator, new ShortUnaryLoop<TFloats, TOp>(op));
            return true;
        }
    }

    private ref struct BinaryRun : IBinaryVisitor
    {
        public ref readonly TensorIterator Iterator;

        public void Visit<TOp>(TOp op) where TOp : struct, IBinaryOp
        {
            switch (Iterator.ComputeType)
            {
                case ScalarType.Float32 when TOp.Domain != Domain.Integral: Run<float, TOp>(op); break;
                case ScalarType.Float64 when TOp.Domain != Domain.Integral: Run<double, TOp>(op); break;
                case ScalarType.Byte when TakesIntegers(TOp.Domain): Run<byte, TOp>(op); break;
                case ScalarType.Int8 when TakesIntegers(TOp.Domain): Run<sbyte, TOp>(op); break;
                case ScalarType.Int16 when TakesIntegers(TOp.Domain): Run<short, TOp>(op); break;
                case ScalarType.Int32 when TakesIntegers(TOp.Domain): Run<int, TOp>(op); break;
                case ScalarType.Int64 when TakesIntegers(TOp.Domain): Run<long, TOp>(op); break;
                default: ThrowType(TOp.Name, Iterator.ComputeType); break;
            }
        }

        private readonly void Run<T, TOp>(TOp op) where T : unmanaged where TOp : struct, IBinaryOp
        {
            if (typeof(T) == typeof(float) && !TOp.IsPredicate && Iterator[0].Type is ScalarType.BFloat16 or ScalarType.Float16)
            {
                var iterator = HasOtherNumber(Iterator) ? WithOwnNumbers(Iterator) : Iterator;
                if (TryShort<BFloats, TOp>(op, iterator) || TryShort<Halves, TOp>(op, iterator)) return;
            }
            Drive<BinaryLoop<T, TOp>, T>(new(op), Iterator, TOp.IsPredicate || (TOp.KeepsBools && typeof(T) == typeof(byte) && Iterator[0].Type == ScalarType.Bool));
        }

        private static bool TryShort<TFloats, TOp>(TOp op, in TensorIterator iterator) where TFloats : struct, IShortFloats where TOp : struct, IBinaryOp
        {
            if (!ShortLanes.Takes<TFloats>(iterator)) return false;
            bool leftIsFloat = iterator[1].Type == ScalarType.Float32, rightIsFloat = iterator[2].Type == ScalarType.Float32;
            if (TOp.RunsInPairs) ElementLoop.Run(iterator, new ShortStagedLoop<TFloats, BinaryLoop<float, TOp>>(new(op), 3, leftIsFloat, rightIsFloat));
            else ElementLoop.Run(iterator, new ShortBinaryLoop<TFloats, TOp>(op, leftIsFloat, rightIsFloat));
            return true;
        }
    }

    private ref struct TernaryRun : ITernaryVisitor
    {
        public ref readonly TensorIterator Iterator;

        public void Visit<TOp>(TOp op) where TOp : struct, ITernaryOp
        {
            switch (Iterator.ComputeType)
            {
                case ScalarType.Float32 when TOp.Domain != Domain.Integral: Run<float, TOp>(op); break;
                case ScalarType.Float64 when TOp.Domain != Domain.Integral: Run<double, TOp>(op); break;
                case ScalarType.Byte when TakesIntegers(TOp.Domain): Run<byte, TOp>(op); break;
                case ScalarType.Int8 when TakesIntegers(TOp.Domain): Run<sbyte, TOp>(op); break;
                case ScalarType.Int16 when TakesIntegers(TOp.Domain): Run<short, TOp>(op); break;
                case ScalarType.Int32 when TakesIntegers(TOp.Domain): Run<int, TOp>(op); break;
                case ScalarType.Int64 when TakesIntegers(TOp.Domain): Run<long, TOp>(op); break;
                default: ThrowType(TOp.Name, Iterator.ComputeType); break;
            }
        }

        private readonly void Run<T, TOp>(TOp op) where T : unmanaged where TOp : struct, ITernaryOp
            => Drive<TernaryLoop<T, TOp>, T>(new(op), Iterator, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TakesIntegers(Domain domain) => domain is Domain.Any or Domain.Number or Domain.Integral;

    private static void Drive<TLoop, T>(TLoop loop, in TensorIterator iterator, bool givesBools) where TLoop : struct, IInnerLoop<TLoop> where T : unmanaged
    {
        var input = iterator.ComputeType;
        var output = givesBools ? ScalarType.Bool : input;
        if (StagedLoop<TLoop>.IsPlain(iterator, output, input)) ElementLoop.Run(iterator, loop);
        else if (HasOtherNumber(iterator)) Drive<TLoop, T>(loop, WithOwnNumbers(iterator), givesBools);
        else
        {
            var ordered = TransposedOperands.Ordered(iterator);
            if (TransposedOperands.Any(ordered))
            {
                var slab = new Slab<TLoop, T> { Loop = loop, GivesBools = givesBools };
                TransposedOperands.Run(BackendRegistry.Cpu, ordered, ref slab);
            }
            else ElementLoop.Run(iterator, new StagedLoop<TLoop>(loop, iterator, output, input));
        }
    }

    private struct Slab<TLoop, T> : ISlab where TLoop : struct, IInnerLoop<TLoop> where T : unmanaged
    {
        public TLoop Loop;
        public bool GivesBools;

        public readonly void Run(in TensorIterator iterator) => Drive<TLoop, T>(Loop, iterator, GivesBools);
    }

    // True if an operand is one number of a type of its own, such as a plain number, which is a double.
    private static bool HasOtherNumber(in TensorIterator iterator)
    {
        for (int i = 1; i < iterator.OperandCount; i++)
            if (iterator[i].Count == 1 && iterator[i].Type != iterator.ComputeType && iterator[i].Type != ScalarType.Bool) return true;
        return false;
    }

    // Converted once; else every piece of the other operands would be copied beside it.
    private static TensorIterator WithOwnNumbers(in TensorIterator iterator)
    {
        var type = iterator.ComputeType;
        return iterator.OperandCount switch
        {
            2 => new(iterator[0], Own(iterator[1], type), type),
            3 => new(iterator[0], Own(iterator[1], type), Own(iterator[2], type), type),
            _ => new(iterator[0], Own(iterator[1], type), Own(iterator[2], type), Own(iterator[3], type), type),
        };
    }

    private static unsafe Operand Own(in Operand operand, ScalarType type)
    {
        if (operand.Count != 1 || operand.Type == type || operand.Type == ScalarType.Bool) return operand;
        var own = new Operand(new Storage(new byte[8], 8), 0, Layout.Scalar, type);
        fixed (byte* from = &operand.Data, to = &own.Data) Converter.Get(operand.Type, type)(from, 0, to, 0, 1);
        operand.KeepAlive();
        return own;
    }

    private static void ThrowType(string op, ScalarType type)
        => throw new InvalidOperationException($"\"{op}\" not implemented for '{type.LegacyName()}'");
}
