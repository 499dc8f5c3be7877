namespace Taimatsu.Modules;

/// <summary>How many numbers flow into and out of each unit of a layer: what first values are scaled by.</summary>
internal static class Fans
{
    /// <summary>Of a weight [outputs, inputs, window…].</summary>
    /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
    public static (long In, long Out) Of(Tensor tensor)
    {
        if (tensor.ndim < 2) throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
        long window = 1;
        for (int d = 2; d < tensor.ndim; d++) window *= tensor.size(d);
        return (tensor.size(1) * window, tensor.size(0) * window);
    }

    /// <summary>The first values of linear and convolution layers: the weight's first, then the bias's.</summary>
    public static void ResetWeightAndBias(Tensor weight, Tensor? bias)
    {
        torch.nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        if (bias is null) return;
        long fanIn = Of(weight).In;
        double bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        torch.nn.init.uniform_(bias, -bound, bound);
    }
}
