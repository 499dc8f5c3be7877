using System.Runtime.CompilerServices;

namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Reduce(ReduceOp op, in Operand target, in Operand source, in Operand center, ScalarType computeType)
    {
        if (target.Count == 0) return;
        var stored = computeType == ScalarType.Bool ? ScalarType.Byte : computeType;
        bool direct = target.IsContiguous && (target.Type == stored || (target.Type == ScalarType.Bool && stored == ScalarType.Byte));
        var results = direct ? target : new Operand(Allocate(target.Count * stored.ElementSize()), 0, Layout.Contiguous(target.Layout.Sizes), stored);
        var run = new ReduceRun { Target = ref results, Source = ref source, Center = ref center, ComputeType = computeType };
        op.Accept(ref run);
        if (!direct) Copy(target, results);
    }

    /// <summary>All elements of a contiguous tensor that is one piece of the ordinary reduction, which gives the same value.</summary>
    /// <returns>False if the type has no such way.</returns>
    public static bool TryFlatReduce<TOp>(TOp op, in Operand target, in Operand source) where TOp : struct, IReduceOp
    {
        if (source.Type == ScalarType.Float32) target.First<float>() = Flat<float, TOp>(op, source);
        else if (source.Type == ScalarType.Float64) target.First<double>() = Flat<double, TOp>(op, source);
        else return false;
        return true;
    }

    private static T Flat<T, TOp>(TOp op, in Operand source) where T : unmanaged where TOp : struct, IReduceOp
    {
        fixed (T* x = &source.First<T>())
        {
            T total = ReduceVector<T, TOp>.Finish(op, ReduceVector<T, TOp>.Run(op, x, source.Count, default), default);
            source.KeepAlive();
            return total;
        }
    }

    // The switch over element types of all reductions.
    private ref struct ReduceRun : IReduceVisitor
    {
        public ref readonly Operand Target, Source, Center;
        public ScalarType ComputeType;

        public void Visit<TOp>(TOp op) where TOp : struct, IReduceOp
        {
            switch (ComputeType)
            {
                case ScalarType.Float32: Run<float, TOp>(op); break;
                case ScalarType.Float64: Run<double, TOp>(op); break;
                case ScalarType.Int64 when TOp.Domain == Domain.Any: Run<long, TOp>(op); break;
                case ScalarType.Bool or ScalarType.Byte when TOp.TakesSmallIntegers: Run<byte, TOp>(op); break;
                case ScalarType.Int8 when TOp.TakesSmallIntegers: Run<sbyte, TOp>(op); break;
                case ScalarType.Int16 when TOp.TakesSmallIntegers: Run<short, TOp>(op); break;
                case ScalarType.Int32 when TOp.TakesSmallIntegers: Run<int, TOp>(op); break;
                default: ThrowType(TOp.Name, ComputeType); break;
            }
        }

        private readonly void Run<T, TOp>(TOp op) where T : unmanaged where TOp : struct, IReduceOp
        {
            long* space = stackalloc long[ReducePlan.Space(Source.Rank)];
            var plan = new ReducePlan(Target.Layout, Source, space);
            bool hasCenter = Center.Storage is not null;
            bool plain = Source.Type == ComputeType;
            fixed (T* target = &Target.First<T>())
            fixed (byte* source = &Source.Data)
            fixed (byte* center = &(hasCenter ? ref Center.Data : ref Unsafe.NullRef<byte>()))
            {
                var convert = Converter.Get(Source.Type, ComputeType);
                if (plan.Length == 0 || plan.Outputs == 0)
                {
                    for (long o = 0; o < plan.Outputs; o++)
                        target[o] = ReduceVector<T, TOp>.Finish(op, ReduceVector<T, TOp>.Identity(op), hasCenter ? ((T*)center)[o] : default);
                }
                else if (plan.ReducesInnermost(plain ? Source.Type.ElementSize() : 0)) RowReduction<T, TOp>.Run(op, plan, target, source, (T*)center, plain, convert, Source.Type.ElementSize());
                else ColumnReduction<T, TOp>.Run(op, plan, target, source, (T*)center, plain, convert, Source.Type.ElementSize());
            }
            Target.KeepAlive();
            Source.KeepAlive();
            if (hasCenter) Center.KeepAlive();
        }
    }
}
