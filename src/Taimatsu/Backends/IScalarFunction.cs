namespace Taimatsu.Backends;

/// <summary>A function of one number for <c>V.Map</c>, in both precisions.</summary>
internal interface IScalarFunction
{
    static abstract float Invoke(float x);
    static abstract double Invoke(double x);
}

/// <summary>A function of two numbers for <c>V.Map</c>. Those of integers only, or of floats only, leave the others out.</summary>
internal interface IScalarFunction2
{
    static virtual float Invoke(float x, float y) => throw new InvalidOperationException("this function takes no float32");
    static virtual double Invoke(double x, double y) => throw new InvalidOperationException("this function takes no float64");
    static virtual long Invoke(long x, long y) => throw new InvalidOperationException("this function takes no integers");
}
