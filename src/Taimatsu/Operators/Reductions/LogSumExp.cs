using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>log Σ exp(x − centre) + centre; the centre is the largest x, taken as 0 if it is infinite.</summary>
internal readonly struct LogSumExpOp : IReduceOp
{
    public static string Name => "logsumexp";
    public static bool MapsAtLength => true;
    public V Identity<V, T>() where V : struct, ISimd<V, T> where T : unmanaged => V.Zero;
    public V Combine<V, T>(V x, V y) where V : struct, ISimd<V, T> where T : unmanaged => x + y;
    public V Map<V, T>(V x, V center) where V : struct, ISimd<V, T> where T : unmanaged => Elementary.NormalExp<V, T>(x - Finite<V, T>(center));
    public V Finish<V, T>(V total, V center) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Equal(center, V.Create(double.PositiveInfinity)), center, Elementary.Log<V, T>(total) + Finite<V, T>(center));

    private static V Finite<V, T>(V x) where V : struct, ISimd<V, T> where T : unmanaged
        => V.Select(V.Equal(V.Abs(x), V.Create(double.PositiveInfinity)), V.Zero, x);
}

/// <summary>Logarithms of sums of exponentials.</summary>
internal static class LogSumExp
{
    /// <summary>log Σ eˣ along some dimensions, without overflow.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html"/>
    [Operator("logsumexp")]
    public static Tensor Of(Tensor input, Size dim, bool keepdim = false)
    {
        if (!input.is_floating_point()) input = input.to(torch.get_default_dtype());
        var reduced = Reducing.Dimensions(input, dim.AsSpan());
        var compute = TypePromotion.Compute(input.dtype);
        var top = Reducing.Run(default(MaxOp), input, reduced, true, compute, compute);
        var result = Reducing.Run(default(LogSumExpOp), input, reduced, keepdim, input.dtype, compute, top);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new LogsumexpBackward0(input, reduced, result)) : result;
    }

    private sealed class LogsumexpBackward0 : Node
    {
        private readonly bool[] _reduced;

        public LogsumexpBackward0(Tensor input, bool[] reduced, Tensor result) : base(input)
        {
            _reduced = reduced;
            Save(input);
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var input = Saved(0);
            inputs[0] = (input - Reducing.Unsqueeze(Saved(1), input.Layout, _reduced)).exp() * Reducing.Unsqueeze(grad, input.Layout, _reduced);
        }
    }
}
