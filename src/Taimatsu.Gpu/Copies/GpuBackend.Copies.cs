using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override void Copy(in Operand target, in Operand source)
    {
        var iterator = new TensorIterator(target, source, source.Type);
        if (iterator.Count == 0) return;
        bool same = target.Type == source.Type || (source.Type == ScalarType.Bool && target.Type is ScalarType.Byte);
        if (same)
        {
            switch (target.Type.ElementSize())
            {
                case 1: CopySame<byte>(iterator); break;
                case 2: CopySame<short>(iterator); break;
                case 4: CopySame<int>(iterator); break;
                default: CopySame<long>(iterator); break;
            }
        }
        else
        {
            var walk = new Walk(iterator);
            for (var piece = new WalkPieces(iterator); piece.MoveNext();)
            {
                if (source.Type.IsFloatingPoint()) Each(CopyKernels.FromFloats, piece.Count, piece.From(target, 0), piece.From(source, 1), walk);
                else Each(CopyKernels.FromIntegers, piece.Count, piece.From(target, 0), piece.From(source, 1), walk);
            }
        }
        iterator.KeepAlive();
    }

    public override void Fill(in Operand target, Scalar value)
    {
        var iterator = new TensorIterator(target, target, target.Type);
        if (iterator.Count == 0) return;
        // The processor converts the value.
        var one = new Operand(BackendRegistry.Cpu.Allocate(8), 0, Layout.Scalar, target.Type);
        BackendRegistry.Cpu.Fill(one, value);
        switch (target.Type.ElementSize())
        {
            case 1: Fill(iterator, one.First<byte>()); break;
            case 2: Fill(iterator, one.First<short>()); break;
            case 4: Fill(iterator, one.First<int>()); break;
            default: Fill(iterator, one.First<long>()); break;
        }
        iterator.KeepAlive();
    }

    public override void Sequence(in Operand target, Scalar start, Scalar step)
    {
        if (target.Type.IsFloatingPoint()) Each(CopyKernels.FloatSequence, target.Count, Bytes(target), (int)target.Type, start.ToDouble(), step.ToDouble());
        else Each(CopyKernels.IntegerSequence, target.Count, Bytes(target), (int)target.Type, start.ToInt64(), step.ToInt64());
        target.KeepAlive();
    }

    public override void Where(in TensorIterator iterator)
    {
        if (iterator.Count == 0) return;
        switch (iterator[0].Type.ElementSize())
        {
            case 1: Where<byte>(iterator); break;
            case 2: Where<short>(iterator); break;
            case 4: Where<int>(iterator); break;
            default: Where<long>(iterator); break;
        }
        iterator.KeepAlive();
    }

    private void CopySame<T>(in TensorIterator iterator) where T : unmanaged
    {
        if (IsFlat(iterator, false))
        {
            Each(CopyKernels.Flat<T>, iterator.Count, View<T>(iterator[0]), View<T>(iterator[1]), Step(iterator, 1));
            return;
        }
        var walk = new Walk(iterator);
        for (var piece = new WalkPieces(iterator); piece.MoveNext();) Each(CopyKernels.Same<T>, piece.Count, piece.From(iterator[0], 0), piece.From(iterator[1], 1), walk);
    }

    private void Fill<T>(in TensorIterator iterator, T value) where T : unmanaged
    {
        var walk = new Walk(iterator);
        for (var piece = new WalkPieces(iterator); piece.MoveNext();) Each(CopyKernels.Fill, piece.Count, piece.From(iterator[0], 0), walk, value);
    }

    private void Where<T>(in TensorIterator iterator) where T : unmanaged
    {
        var walk = new Walk(iterator);
        for (var piece = new WalkPieces(iterator); piece.MoveNext();)
            Each(CopyKernels.Where<T>, piece.Count, piece.From(iterator[0], 0), piece.From(iterator[1], 1), piece.From(iterator[2], 2), piece.From(iterator[3], 3), walk);
    }
}
