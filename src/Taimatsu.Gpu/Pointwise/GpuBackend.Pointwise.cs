using System.Numerics;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override void Unary(UnaryOp op, in TensorIterator iterator)
    {
        if (iterator.Count == 0) return;
        var run = new UnaryRun { Backend = this, Iterator = ref iterator };
        op.Accept(ref run);
        iterator.KeepAlive();
    }

    public override void Binary(BinaryOp op, in TensorIterator iterator)
    {
        if (iterator.Count == 0) return;
        var run = new BinaryRun { Backend = this, Iterator = ref iterator };
        op.Accept(ref run);
        iterator.KeepAlive();
    }

    public override void Ternary(TernaryOp op, in TensorIterator iterator)
    {
        if (iterator.Count == 0) return;
        var run = new TernaryRun { Backend = this, Iterator = ref iterator };
        op.Accept(ref run);
        iterator.KeepAlive();
    }

    private ref struct UnaryRun : IUnaryVisitor
    {
        public GpuBackend Backend;
        public ref readonly TensorIterator Iterator;

        public readonly void Visit<TOp>(TOp op) where TOp : struct, IUnaryOp
        {
            bool floats = TOp.Domain != Domain.Integral, integers = TakesIntegers(TOp.Domain);
            switch (Iterator.ComputeType)
            {
                case ScalarType.Float32 when floats: Run<TOp, float, Single32>(op); break;
                case ScalarType.Float64 when floats: Run<TOp, double, Double64>(op); break;
                case ScalarType.Byte when integers: Run<TOp, byte, Whole<byte, ByteCast>>(op); break;
                case ScalarType.Int8 when integers: Run<TOp, sbyte, Whole<sbyte, SByteCast>>(op); break;
                case ScalarType.Int16 when integers: Run<TOp, short, Whole<short, Int16Cast>>(op); break;
                case ScalarType.Int32 when integers: Run<TOp, int, Whole<int, Int32Cast>>(op); break;
                case ScalarType.Int64 when integers: Run<TOp, long, Whole<long, Int64Cast>>(op); break;
                default: throw NotForType(TOp.Name, Iterator.ComputeType);
            }
        }

        private readonly void Run<TOp, T, V>(TOp op) where TOp : struct, IUnaryOp where T : unmanaged where V : struct, ILane<V, T>
        {
            ref readonly Operand z = ref Iterator[0], x = ref Iterator[1];
            if (IsFlat(Iterator, TOp.IsPredicate))
            {
                int sx = Step(Iterator, 1);
                if (TOp.IsPredicate) Backend.Each(PointwiseKernels.FlatUnaryPredicate<TOp, T, V>, Iterator.Count, Bytes(z), View<T>(x), sx, op);
                else Backend.Each(PointwiseKernels.FlatUnary<TOp, T, V>, Iterator.Count, View<T>(z), View<T>(x), sx, op);
                return;
            }
            var walk = new Walk(Iterator);
            for (var piece = new WalkPieces(Iterator); piece.MoveNext();)
            {
                if (TOp.IsPredicate) Backend.Each(PointwiseKernels.WalkUnaryPredicate<TOp, T, V>, piece.Count, piece.From(z, 0), piece.From(x, 1), walk, op);
                else Backend.Each(PointwiseKernels.WalkUnary<TOp, T, V>, piece.Count, piece.From(z, 0), piece.From(x, 1), walk, op);
            }
        }
    }

    private ref struct BinaryRun : IBinaryVisitor
    {
        public GpuBackend Backend;
        public ref readonly TensorIterator Iterator;

        public readonly void Visit<TOp>(TOp op) where TOp : struct, IBinaryOp
        {
            bool floats = TOp.Domain != Domain.Integral, integers = TakesIntegers(TOp.Domain);
            switch (Iterator.ComputeType)
            {
                case ScalarType.Float32 when floats: Run<TOp, float, Single32>(op); break;
                case ScalarType.Float64 when floats: Run<TOp, double, Double64>(op); break;
                case ScalarType.Byte when integers: Run<TOp, byte, Whole<byte, ByteCast>>(op); break;
                case ScalarType.Int8 when integers: Run<TOp, sbyte, Whole<sbyte, SByteCast>>(op); break;
                case ScalarType.Int16 when integers: Run<TOp, short, Whole<short, Int16Cast>>(op); break;
                case ScalarType.Int32 when integers: Run<TOp, int, Whole<int, Int32Cast>>(op); break;
                case ScalarType.Int64 when integers: Run<TOp, long, Whole<long, Int64Cast>>(op); break;
                default: throw NotForType(TOp.Name, Iterator.ComputeType);
            }
        }

        private readonly void Run<TOp, T, V>(TOp op) where TOp : struct, IBinaryOp where T : unmanaged where V : struct, ILane<V, T>
        {
            ref readonly Operand z = ref Iterator[0], x = ref Iterator[1], y = ref Iterator[2];
            if (IsFlat(Iterator, TOp.IsPredicate))
            {
                int sx = Step(Iterator, 1), sy = Step(Iterator, 2);
                if (TOp.IsPredicate) Backend.Each(PointwiseKernels.FlatBinaryPredicate<TOp, T, V>, Iterator.Count, Bytes(z), View<T>(x), View<T>(y), sx, sy, op);
                else Backend.Each(PointwiseKernels.FlatBinary<TOp, T, V>, Iterator.Count, View<T>(z), View<T>(x), View<T>(y), sx, sy, op);
                return;
            }
            var walk = new Walk(Iterator);
            for (var piece = new WalkPieces(Iterator); piece.MoveNext();)
            {
                if (TOp.IsPredicate) Backend.Each(PointwiseKernels.WalkBinaryPredicate<TOp, T, V>, piece.Count, piece.From(z, 0), piece.From(x, 1), piece.From(y, 2), walk, op);
                else Backend.Each(PointwiseKernels.WalkBinary<TOp, T, V>, piece.Count, piece.From(z, 0), piece.From(x, 1), piece.From(y, 2), walk, op);
            }
        }
    }

    private ref struct TernaryRun : ITernaryVisitor
    {
        public GpuBackend Backend;
        public ref readonly TensorIterator Iterator;

        public readonly void Visit<TOp>(TOp op) where TOp : struct, ITernaryOp
        {
            bool floats = TOp.Domain != Domain.Integral, integers = TakesIntegers(TOp.Domain);
            switch (Iterator.ComputeType)
            {
                case ScalarType.Float32 when floats: Run<TOp, float, Single32>(op); break;
                case ScalarType.Float64 when floats: Run<TOp, double, Double64>(op); break;
                case ScalarType.Byte when integers: Run<TOp, byte, Whole<byte, ByteCast>>(op); break;
                case ScalarType.Int8 when integers: Run<TOp, sbyte, Whole<sbyte, SByteCast>>(op); break;
                case ScalarType.Int16 when integers: Run<TOp, short, Whole<short, Int16Cast>>(op); break;
                case ScalarType.Int32 when integers: Run<TOp, int, Whole<int, Int32Cast>>(op); break;
                case ScalarType.Int64 when integers: Run<TOp, long, Whole<long, Int64Cast>>(op); break;
                default: throw NotForType(TOp.Name, Iterator.ComputeType);
            }
        }

        private readonly void Run<TOp, T, V>(TOp op) where TOp : struct, ITernaryOp where T : unmanaged where V : struct, ILane<V, T>
        {
            var walk = new Walk(Iterator);
            for (var piece = new WalkPieces(Iterator); piece.MoveNext();)
                Backend.Each(PointwiseKernels.WalkTernary<TOp, T, V>, piece.Count, piece.From(Iterator[0], 0), piece.From(Iterator[1], 1), piece.From(Iterator[2], 2),
                    piece.From(Iterator[3], 3), walk, op);
        }
    }

    // Whether all operands lie one element after the other in the type that is computed in; inputs may also be a single element.
    private static bool IsFlat(in TensorIterator iterator, bool isPredicate)
    {
        if (iterator.Rank != 1 || iterator.Count > int.MaxValue) return false;
        var compute = iterator.ComputeType;
        for (int i = 0; i < iterator.OperandCount; i++)
        {
            var wanted = i == 0 && isPredicate ? ScalarType.Bool : compute;
            var type = iterator[i].Type;
            if (type != wanted && !(i > 0 && type == ScalarType.Bool && wanted == ScalarType.Byte)) return false;
            long stride = iterator.Stride(i, 0);
            if (stride != type.ElementSize() && (stride != 0 || i == 0)) return false;
        }
        return true;
    }

    private static int Step(in TensorIterator iterator, int operand) => iterator.Stride(operand, 0) == 0 ? 0 : 1;

    private static bool TakesIntegers(Domain domain) => domain is Domain.Any or Domain.Number or Domain.Integral;

    private static InvalidOperationException NotForType(string op, ScalarType type) => new($"\"{op}\" not implemented for '{type.LegacyName()}'");
}
