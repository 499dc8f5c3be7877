using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>The last dimensions of a tensor put together anew, each as its taps say. The derivative is the same over the inverse taps.</summary>
internal static class AxisSums
{
    // Of the composite: of more places for each output the products are added up by index.
    private const int MostSelections = 8;

    /// <summary>Up to three dimensions, the last one's taps last. The name is the node's, <c>…Backward0</c>.</summary>
    public static Tensor Apply(Tensor input, string name, params AxisTaps[] axes)
    {
        var result = Sums(input, axes);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new AxisSumsNode(name, input, axes)) : result;
    }

    /// <summary>The same by selection, multiplication and addition, outside the graph: what a backend without the kernel does.</summary>
    public static Tensor Composite(Tensor input, AxisTaps[] axes)
    {
        using (torch.no_grad())
            for (int i = 0; i < axes.Length; i++)
                if (!axes[i].IsIdentity) input = Along(input, (int)input.ndim - axes.Length + i, axes[i]);
        return input;
    }

    private static Tensor Sums(Tensor input, AxisTaps[] axes)
    {
        if (Array.TrueForAll(axes, a => a.IsIdentity)) return input.detach().clone();
        // Sums of 16-bit floats are made in float32 and rounded once.
        if (input.dtype.IsReducedFloatingPoint() && !Array.TrueForAll(axes, a => a.IsPick)) return Sums(input.detach().to(ScalarType.Float32), axes).to(input.dtype);
        var source = input.Layout.IsContiguous ? input : input.detach().contiguous();
        return Kernel(source, axes) ?? Composite(source.detach(), axes);
    }

    private static Tensor? Kernel(Tensor source, AxisTaps[] axes)
    {
        var width = axes[^1];
        if (axes.Length == 1) return Planes(source, AxisTaps.Identity(source.numel() / width.Input), width, hasHeight: false);
        if (axes.Length == 2 || axes[0].IsIdentity) return Planes(source, axes[^2], width, hasHeight: true);
        // Depth takes its turn where there is less: before height and width if it shrinks, after them otherwise.
        if (axes[0].Output < axes[0].Input) return Depth(source, axes[0]) is { } part ? Planes(part, axes[1], width, hasHeight: true) : null;
        return Planes(source, axes[1], width, hasHeight: true) is { } faces ? Depth(faces, axes[0]) : null;
    }

    private static Tensor? Planes(Tensor source, AxisTaps rows, AxisTaps width, bool hasHeight)
    {
        long[] sizes = [.. source.Layout.Sizes];
        sizes[^1] = width.Output;
        if (hasHeight) sizes[^2] = rows.Output;
        return Run(source, sizes, rows, width);
    }

    private static Tensor? Depth(Tensor source, AxisTaps depth)
    {
        long[] sizes = [.. source.Layout.Sizes];
        sizes[^3] = depth.Output;
        return Run(source, sizes, depth, AxisTaps.Identity(sizes[^2] * sizes[^1]));
    }

    private static Tensor? Run(Tensor source, long[] sizes, AxisTaps rows, AxisTaps columns)
    {
        var result = Tensor.Empty(Layout.Contiguous(sizes), source.dtype, source.device);
        return result.Backend.TryResample(result.Operand, source.Operand, rows, columns) ? result : null;
    }

    private static Tensor Along(Tensor input, int dimension, AxisTaps taps)
    {
        int each = taps.Uniform;
        if (each is 0 or > MostSelections)
        {
            var outputs = new long[taps.Places.Length];
            for (int i = 0; i < taps.Output; i++) outputs.AsSpan(taps.Starts[i]..taps.Starts[i + 1]).Fill(i);
            long[] sizes = [.. input.Layout.Sizes];
            sizes[dimension] = taps.Output;
            return torch.zeros(sizes, dtype: input.dtype, device: input.device).index_add_(dimension, torch.tensor(outputs, device: input.device), Selected(input, dimension, taps, 0, 1));
        }
        var sum = Selected(input, dimension, taps, 0, each);
        for (int k = 1; k < each; k++) sum += Selected(input, dimension, taps, k, each);
        return sum;
    }

    // The elements at every so many-th place, times their weights.
    private static Tensor Selected(Tensor input, int dimension, AxisTaps taps, int first, int step)
    {
        var places = new long[taps.Places.Length / step];
        for (int i = 0; i < places.Length; i++) places[i] = taps.Places[first + i * step];
        var part = input.index_select(dimension, torch.tensor(places, device: input.device));
        if (taps.Weights is null) return part;
        var weights = new double[places.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = taps.Weights[first + i * step];
        var shape = new long[input.ndim];
        Array.Fill(shape, 1);
        shape[dimension] = places.Length;
        return part * torch.tensor(weights, shape, dtype: input.dtype, device: input.device);
    }

    private sealed class AxisSumsNode(string title, Tensor input, AxisTaps[] axes) : Node(input)
    {
        private const string Forwards = "Backward0", Backwards = "BackwardBackward0";

        public override string Name => title;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var inverse = Array.ConvertAll(axes, a => a.Inverse);
            var result = Sums(grad, inverse);
            inputs[0] = GradMode.IsEnabled && grad.requires_grad ? result.SetGradFn(new AxisSumsNode(TheOther(title), grad, inverse)) : result;
        }

        private static string TheOther(string name) => name.EndsWith(Backwards, StringComparison.Ordinal) ? name[..^Backwards.Length] + Forwards : name[..^Forwards.Length] + Backwards;
    }
}
