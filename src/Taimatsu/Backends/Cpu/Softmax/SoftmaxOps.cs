namespace Taimatsu.Backends.Cpu;

/// <summary>The largest of a line.</summary>
internal readonly struct LineMax : IReduceOp
{
    public static string Name => "softmax";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Create(Bounds<T>.Lowest);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => V.Max(x, y);
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>The sum of a line.</summary>
internal readonly struct LineSum : IReduceOp
{
    public static string Name => "softmax";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => x;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>Σ exp(x − centre).</summary>
internal readonly struct LineExpSum : IReduceOp
{
    public static string Name => "softmax";
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Exp<V, T>(x - center);
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged => total;
}

/// <summary>exp(x − y).</summary>
internal readonly struct ExpOfDifference : IBinaryOp
{
    public static string Name => "softmax";
    public static string NodeName => "SoftmaxBackward0";
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.Exp<V, T>(x - y);
}

/// <summary>x · y.</summary>
internal readonly struct Product : IBinaryOp
{
    public static string Name => "softmax";
    public static string NodeName => "SoftmaxBackward0";
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x * y;
}

/// <summary>x / y.</summary>
internal readonly struct Quotient : IBinaryOp
{
    public static string Name => "softmax";
    public static string NodeName => "SoftmaxBackward0";
    public V Invoke<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x / y;
}

/// <summary>x − y − z.</summary>
internal readonly struct DifferenceOfThree : ITernaryOp
{
    public static string Name => "log_softmax";
    public static string NodeName => "LogSoftmaxBackward0";
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => x - y - z;
}

/// <summary>x − y · z.</summary>
internal readonly struct LessProduct : ITernaryOp
{
    public static string Name => "softmax";
    public static string NodeName => "SoftmaxBackward0";
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => x - y * z;
}

/// <summary>x − exp(y) · z.</summary>
internal readonly struct LessExpProduct : ITernaryOp
{
    public static string Name => "log_softmax";
    public static string NodeName => "LogSoftmaxBackward0";
    public V Invoke<V, T>(V x, V y, V z) where V : struct, ISimd<V, T> where T : unmanaged => x - Elementary.Exp<V, T>(y) * z;
}
