namespace Taimatsu.Backends;

/// <summary>A function of one number for <c>V.Map</c>, in both precisions.</summary>
internal interface IScalarFunction
{
    static abstract float Invoke(float x);
    static abstract double Invoke(double x);
}

/// <summary>A function of two numbers for <c>V.Map</c>, in both precisions and for integers.</summary>
internal interface IScalarFunction2
{
    static abstract float Invoke(float x, float y);
    static abstract double Invoke(double x, double y);
    static abstract long Invoke(long x, long y);
}
