namespace Taimatsu;

/// <summary>A picture mirrored with some probability; the draw is torchvision's.</summary>
internal sealed class RandomFlip(double p, int dimension) : ITransform
{
    public Tensor call(Tensor input) => torch.rand(1).item<float>() < p ? input.flip(dimension) : input;
}

/// <summary>The middle of a picture; smaller pictures get zeros around them.</summary>
internal sealed class CenterCrop(long height, long width) : ITransform
{
    public Tensor call(Tensor input)
    {
        long h = input.size(-2), w = input.size(-1);
        if (h < height || w < width)
        {
            long left = Math.Max(0, (width - w) / 2), right = Math.Max(0, (width - w + 1) / 2), top = Math.Max(0, (height - h) / 2), bottom = Math.Max(0, (height - h + 1) / 2);
            input = Padding.Around(input, left, top, right, bottom, 0);
            (h, w) = (input.size(-2), input.size(-1));
        }
        // Python rounds halves to even.
        long y = (long)Math.Round((h - height) / 2.0, MidpointRounding.ToEven), x = (long)Math.Round((w - width) / 2.0, MidpointRounding.ToEven);
        return input.narrow(-2, y, height).narrow(-1, x, width);
    }
}

/// <summary>A part of a picture at a random place, after padding with zeros; the draws are torchvision's.</summary>
internal sealed class RandomCrop(long height, long width, long padding, double fill) : ITransform
{
    public Tensor call(Tensor input)
    {
        if (padding > 0) input = Padding.Around(input, padding, padding, padding, padding, fill);
        long h = input.size(-2), w = input.size(-1);
        if (h < height || w < width) throw new ArgumentException($"Required crop size ({height}, {width}) is larger than input image size ({h}, {w})");
        if (h == height && w == width) return input;
        long y = torch.randint(0, h - height + 1, new Size(1)).item<long>(), x = torch.randint(0, w - width + 1, new Size(1)).item<long>();
        return input.narrow(-2, y, height).narrow(-1, x, width);
    }
}

/// <summary>A margin around a picture, of one value.</summary>
internal sealed class Padding : ITransform
{
    private readonly (long Left, long Top, long Right, long Bottom) _margins;
    private readonly double _fill;

    public Padding(long[] padding, double fill)
    {
        if (padding.Any(p => p < 0)) throw new ArgumentException($"Pad: expected margins of at least 0, got [{string.Join(", ", padding)}]");
        _fill = fill;
        _margins = padding switch
        {
            [var all] => (all, all, all, all),
            [var x, var y] => (x, y, x, y),
            [var left, var top, var right, var bottom] => (left, top, right, bottom),
            _ => throw new ArgumentException($"Padding must be an int or a 1, 2, or 4 element tuple, not a {padding.Length} element tuple"),
        };
    }

    public Tensor call(Tensor input) => Around(input, _margins.Left, _margins.Top, _margins.Right, _margins.Bottom, _fill);

    public static Tensor Around(Tensor input, long left, long top, long right, long bottom, double fill) => torch.nn.functional.pad(input, [left, right, top, bottom], value: fill);
}

/// <summary>
/// A picture in another size: bilinear, and when it shrinks each result is the weighted mean of all pixels that it covers (antialiasing), as torchvision does by default.
/// With one number, the shorter side gets it and the other keeps the proportions. Or the nearest pixels, without any mean.
/// </summary>
internal sealed class Resize(long height, long? width, torchvision.InterpolationMode interpolation, bool antialias) : ITransform
{
    public Tensor call(Tensor input)
    {
        long h = input.size(-2), w = input.size(-1), newH = height, newW = width ?? height;
        if (width is null)
        {
            if (h <= w) (newH, newW) = (height, height * w / h);
            else (newH, newW) = (height * h / w, height);
        }
        if (newH == h && newW == w) return input;
        if (newH <= 0 || newW <= 0) throw new ArgumentException($"Resize: the size must be positive, got ({newH}, {newW})");
        if (interpolation == torchvision.InterpolationMode.NEAREST) return input.index_select(-2, Nearest(h, newH)).index_select(-1, Nearest(w, newW));
        // Two products with matrices of weights: along the rows, then along the columns.
        var values = input.to(ScalarType.Float32);
        values = Weights(h, newH, antialias).matmul(values.matmul(Weights(w, newW, antialias).t()));
        return input.is_floating_point() ? values.to(input.dtype) : values.round().clamp(0, 255).to(input.dtype);
    }

    private static Tensor Nearest(long from, long to)
    {
        var places = new long[to];
        float scale = (float)from / to;
        for (long i = 0; i < to; i++) places[i] = Math.Min((long)MathF.Floor(i * scale), from - 1);
        return torch.from_array(places);
    }

    private static Tensor Weights(long from, long to, bool antialias)
    {
        double scale = from / (double)to, support = antialias ? Math.Max(scale, 1) : 1;
        var weights = new float[to, from];
        for (long i = 0; i < to; i++)
        {
            double centre = scale * (i + 0.5), sum = 0;
            long first = Math.Max(0, (long)(centre - support + 0.5)), last = Math.Min(from, (long)(centre + support + 0.5));
            for (long j = first; j < last; j++)
            {
                double weight = Math.Max(0, 1 - Math.Abs((j + 0.5 - centre) / support));
                weights[i, j] = (float)weight;
                sum += weight;
            }
            for (long j = first; j < last; j++) weights[i, j] /= (float)sum;
        }
        return torch.tensor(weights);
    }
}
