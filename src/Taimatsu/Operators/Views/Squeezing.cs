namespace Taimatsu.Operators;

/// <summary>Dimensions of length 1, taken out and put in.</summary>
internal static class Squeezing
{
    /// <summary>A view without any dimension of length 1.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html"/>
    [Operator("squeeze")]
    public static Tensor Squeeze(Tensor input)
    {
        var result = Make(input, d => input.Layout.Sizes[d] == 1);
        return input.RecordsViews ? result.SetGradFn(new SqueezeBackward0(input)) : result;
    }

    /// <summary>A view without one dimension, if its length is 1.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html"/>
    [Operator("squeeze")]
    public static Tensor Squeeze(Tensor input, long dim)
    {
        int only = input.WrapDimension(dim);
        var result = Make(input, d => d == only && input.Layout.Sizes[d] == 1);
        return input.RecordsViews ? result.SetGradFn(new SqueezeBackward1(input)) : result;
    }

    /// <summary>A view without some dimensions, where their length is 1.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html"/>
    [Operator("squeeze")]
    public static Tensor Squeeze(Tensor input, long[] dim)
    {
        var named = dim.Select(d => input.WrapDimension(d)).ToHashSet();
        var result = Make(input, d => named.Contains(d) && input.Layout.Sizes[d] == 1);
        return input.RecordsViews ? result.SetGradFn(new SqueezeBackward2(input)) : result;
    }

    /// <summary>A view with a new dimension of length 1 at a place.</summary>
    /// <exception cref="IndexOutOfRangeException">The place is beyond the last dimension plus one.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html"/>
    [Operator("unsqueeze")]
    public static Tensor Unsqueeze(Tensor input, long dim)
    {
        var layout = input.Layout;
        int at = Tensor.WrapDimension(dim, layout.Rank + 1);
        long stride = at >= layout.Rank ? 1 : layout.Sizes[at] * layout.Strides[at];
        long[] sizes = [.. layout.Sizes[..at], 1, .. layout.Sizes[at..]], strides = [.. layout.Strides[..at], stride, .. layout.Strides[at..]];
        var result = input.MakeView(new Layout(sizes, strides), input.storage_offset());
        return input.RecordsViews ? result.SetGradFn(new UnsqueezeBackward0(input, at)) : result;
    }

    private static Tensor Make(Tensor input, Func<int, bool> drops)
    {
        var layout = input.Layout;
        var kept = Enumerable.Range(0, layout.Rank).Where(d => !drops(d)).ToArray();
        return input.MakeView(new Layout([.. kept.Select(d => layout.Sizes[d])], [.. kept.Select(d => layout.Strides[d])]), input.storage_offset());
    }

    private abstract class SqueezeNode(Tensor input) : Node(input)
    {
        private readonly long[] _sizes = input.Layout.Sizes;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.reshape(_sizes);
    }

    private sealed class SqueezeBackward0(Tensor input) : SqueezeNode(input);

    private sealed class SqueezeBackward1(Tensor input) : SqueezeNode(input);

    private sealed class SqueezeBackward2(Tensor input) : SqueezeNode(input);

    private sealed class UnsqueezeBackward0(Tensor input, int at) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.squeeze(at);
    }
}
