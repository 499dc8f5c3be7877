using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The next representable number after x in the direction of y.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nextafter.html"/>
[Operator("nextafter")]
internal readonly partial struct NextAfter : IBinaryOp
{
    public static Domain Domain => Domain.FloatingOnly;
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Map<Function>(x, y);

    private readonly struct Function : IScalarFunction2
    {
        public static float Invoke(float x, float y) => FloatSteps.NextAfter(x, y);
        public static double Invoke(double x, double y) => FloatSteps.NextAfter(x, y);
    }
}
