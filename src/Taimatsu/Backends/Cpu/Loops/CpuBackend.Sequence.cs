namespace Taimatsu.Backends.Cpu;

internal sealed unsafe partial class CpuBackend
{
    public override void Sequence(in Operand target, Scalar start, Scalar step)
    {
        switch (target.Type)
        {
            case ScalarType.Float32: Floats<float>(target, start, step); break;
            case ScalarType.Float64: Floats<double>(target, start, step); break;
            case ScalarType.Float16: Floats<Half>(target, start, step); break;
            case ScalarType.BFloat16: Floats<BFloat16>(target, start, step); break;
            case ScalarType.Int64: Integers<long>(target, start, step); break;
            case ScalarType.Int32: Integers<int>(target, start, step); break;
            case ScalarType.Int16: Integers<short>(target, start, step); break;
            case ScalarType.Int8: Integers<sbyte>(target, start, step); break;
            case ScalarType.Bool: Integers<bool>(target, start, step); break;
            default: Integers<byte>(target, start, step); break;
        }
        target.KeepAlive();
    }

    private static void Floats<T>(in Operand target, Scalar start, Scalar step) where T : unmanaged
    {
        double from = start.ToDouble(), by = step.ToDouble();
        fixed (T* t = &target.First<T>())
            for (long i = 0; i < target.Count; i++) t[i] = Converter.Cast<double, T>(from + by * i);
    }

    private static void Integers<T>(in Operand target, Scalar start, Scalar step) where T : unmanaged
    {
        long from = start.ToInt64(), by = step.ToInt64();
        fixed (T* t = &target.First<T>())
            for (long i = 0; i < target.Count; i++) t[i] = Converter.Cast<long, T>(from + by * i);
    }
}
