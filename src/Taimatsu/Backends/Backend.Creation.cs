namespace Taimatsu.Backends;

internal abstract partial class Backend
{
    /// <summary>start, start + step, start + 2 · step, … into a contiguous vector; computed anew for each element, so errors do not add up.</summary>
    public abstract void Sequence(in Operand target, Scalar start, Scalar step);

    /// <summary>
    /// Copies of the matrices in the last two dimensions what lies on and below a diagonal, or on and above it, with zeros elsewhere; into a contiguous target. False if the backend leaves it to
    /// plain operators.
    /// </summary>
    public virtual bool TryTriangle(in Operand target, in Operand source, long diagonal, bool upper) => false;

    /// <summary>Evenly spaced numbers from start to end, both included, into a contiguous vector of floats.</summary>
    public virtual void Spaced(in Operand target, double start, double end)
    {
        var values = new double[target.Count];
        double step = values.Length > 1 ? (end - start) / (values.Length - 1) : 0;
        bool single = target.Type == ScalarType.Float32;
        float singleStep = values.Length > 1 ? ((float)end - (float)start) / (values.Length - 1) : 0;
        // Each half counts from its own end, so that both ends are exact.
        for (long i = 0; i < values.Length; i++)
            values[i] = single
                ? i < values.Length / 2 ? (float)start + singleStep * i : (float)end - singleStep * (values.Length - i - 1)
                : i < values.Length / 2 ? start + step * i : end - step * (values.Length - i - 1);
        if (values.Length == 1) values[0] = start;
        var staged = new Operand(Allocate(target.Count * sizeof(double)), 0, Layout.Contiguous([target.Count]), ScalarType.Float64);
        Upload(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values), staged);
        Copy(target, staged);
    }
}
