namespace Taimatsu.Backends.Cpu;

/// <summary>The sum of a line, for kernels that reduce lines themselves.</summary>
internal readonly struct LineSum : IReduceOp
{
    public static string Name => "sum";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}
