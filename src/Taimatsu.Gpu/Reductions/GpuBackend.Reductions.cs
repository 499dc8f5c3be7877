using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    // Enough threads to fill a device; more parts only make the second step longer.
    private const int BusyThreads = 1 << 16;
    private const int MostParts = 512;
    private const int ShortLine = 64;

    public override void Reduce(ReduceOp op, in Operand target, in Operand source, in Operand center, ScalarType computeType)
    {
        if (target.Count == 0) return;
        if (computeType == ScalarType.Bool && source.Type != ScalarType.Bool)
        {
            var truth = Scratch(ScalarType.Bool, source.Layout.Sizes);
            Copy(truth, source);
            Reduce(op, target, truth, center, computeType);
            return;
        }
        var stored = computeType == ScalarType.Bool ? ScalarType.Byte : computeType;
        bool direct = target.IsContiguous && (target.Type == stored || (target.Type == ScalarType.Bool && stored == ScalarType.Byte));
        var results = direct ? target : Scratch(stored, target.Layout.Sizes);
        var run = new ReduceRun { Backend = this, Target = ref results, Source = ref source, Center = ref center, ComputeType = computeType };
        op.Accept(ref run);
        if (!direct) Copy(target, results);
        target.KeepAlive();
        source.KeepAlive();
        if (center.Storage is not null) center.KeepAlive();
    }

    private ref struct ReduceRun : IReduceVisitor
    {
        public GpuBackend Backend;
        public ref readonly Operand Target, Source, Center;
        public ScalarType ComputeType;

        public readonly void Visit<TOp>(TOp op) where TOp : struct, IReduceOp
        {
            switch (ComputeType)
            {
                case ScalarType.Float32: Run<TOp, float, Single32>(op); break;
                case ScalarType.Float64: Run<TOp, double, Double64>(op); break;
                case ScalarType.Int64 when TOp.Domain == Domain.Any: Run<TOp, long, Whole<long, Int64Cast>>(op); break;
                case ScalarType.Bool or ScalarType.Byte when TOp.TakesSmallIntegers: Run<TOp, byte, Whole<byte, ByteCast>>(op); break;
                case ScalarType.Int8 when TOp.TakesSmallIntegers: Run<TOp, sbyte, Whole<sbyte, SByteCast>>(op); break;
                case ScalarType.Int16 when TOp.TakesSmallIntegers: Run<TOp, short, Whole<short, Int16Cast>>(op); break;
                case ScalarType.Int32 when TOp.TakesSmallIntegers: Run<TOp, int, Whole<int, Int32Cast>>(op); break;
                default: throw NotForType(TOp.Name, ComputeType);
            }
        }

        private readonly void Run<TOp, T, V>(TOp op) where TOp : struct, IReduceOp where T : unmanaged where V : struct, ILane<V, T>
        {
            var shape = Shape(Target.Layout, Source, Center.Storage is not null, out bool innermost);
            var source = Bytes(Source);
            var target = View<T>(Target);
            var center = shape.HasCenter != 0 ? View<T>(Center) : target;
            // Parts so that the device is busy, but none too short to be worth it.
            bool byGroup = innermost && shape.Length > ShortLine;
            long threads = byGroup ? (long)shape.Outputs * Backend.GroupSize : shape.Outputs;
            long wanted = Math.Min(Math.Min(BusyThreads / Math.Max(threads, 1), MostParts), shape.Length / (byGroup ? 4L * Backend.GroupSize : ShortLine));
            shape.Parts = (int)Math.Max(wanted, 1);
            shape.PartLength = (shape.Length + shape.Parts - 1) / shape.Parts;
            shape.Finishes = shape.Parts == 1 ? 1 : 0;
            var parts = shape.Parts == 1 ? Target : Backend.Scratch(ScalarTypes.Of<T>(), shape.Parts, shape.Outputs);
            long count = (long)shape.Parts * shape.Outputs;
            if (byGroup) Backend.Groups(ReduceKernels.ByGroup<TOp, T, V>, count, Backend.GroupSize, View<T>(parts), source, center, shape, op);
            else Backend.Each(ReduceKernels.ByThread<TOp, T, V>, count, View<T>(parts), source, center, shape, op);
            if (shape.Parts > 1) Backend.Each(ReduceKernels.Parts<TOp, T, V>, shape.Outputs, target, View<T>(parts), center, shape, op);
            parts.KeepAlive();
        }
    }

    // Kept and reduced dimensions, each sorted so that small strides come first; the results' own order stays row-major.
    private static ReduceShape Shape(Layout target, in Operand source, bool hasCenter, out bool innermost)
    {
        int rank = source.Rank;
        long element = source.Type.ElementSize(), smallestKept = long.MaxValue, smallestReduced = long.MaxValue;
        var shape = new ReduceShape { Type = (int)source.Type, HasCenter = hasCenter ? 1 : 0, Outputs = 1, Length = 1 };
        bool fits = true;
        for (int d = rank - 1; d >= 0; d--)
        {
            long size = source.Size(d), stride = source.Stride(d) * element;
            if (size == target.Sizes[d])
            {
                fits &= shape.Kept.Add(size, stride);
                shape.Outputs = checked(shape.Outputs * (int)size);
                if (size > 1 && stride > 0) smallestKept = Math.Min(smallestKept, stride);
            }
            else
            {
                fits &= shape.Reduced.Add(size, stride);
                shape.Length = checked(shape.Length * (int)size);
                if (size > 1 && stride > 0) smallestReduced = Math.Min(smallestReduced, stride);
            }
        }
        if (!fits) throw new InvalidOperationException($"a reduction over more than {Steps.MostDimensions} separate dimensions has no kernel on cuda; call contiguous() first");
        innermost = smallestReduced <= smallestKept;
        return shape;
    }

    public override void FindFirst(in Operand indices, in Operand values, in Operand source, int dimension)
    {
        if (indices.Count == 0) return;
        if (source.Type.IsFloatingPoint()) FindFirst<double, Double64>(indices, values, source, dimension);
        else FindFirst<long, Whole<long, Int64Cast>>(indices, values, source, dimension);
        indices.KeepAlive();
        values.KeepAlive();
        source.KeepAlive();
    }

    private void FindFirst<T, V>(in Operand indices, in Operand values, in Operand source, int dimension) where T : unmanaged where V : struct, ILane<V, T>
    {
        long element = source.Type.ElementSize(), length = source.Rank == 0 ? 1 : source.Size(dimension), stride = source.Rank == 0 ? 0 : source.Stride(dimension) * element;
        Each(ReduceKernels.FindFirst<T, V>, indices.Count, View<long>(indices), Bytes(values), Bytes(source), Lines(source, dimension), stride, checked((int)length), (int)source.Type);
    }

    // The steps of all dimensions but one.
    private static Steps Lines(in Operand operand, int dimension)
    {
        var steps = default(Steps);
        long element = operand.Type.ElementSize();
        for (int d = operand.Rank - 1; d >= 0; d--)
            if (d != dimension && !steps.Add(operand.Size(d), operand.Stride(d) * element))
                throw new InvalidOperationException($"an operand of more than {Steps.MostDimensions} separate dimensions has no kernel on cuda; call contiguous() first");
        return steps;
    }
}
