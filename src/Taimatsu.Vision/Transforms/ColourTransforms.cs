namespace Taimatsu;

/// <summary>Pictures [3, H, W] in shades of gray, in one channel or three equal ones.</summary>
internal sealed class Grayscale : IPixelwiseTransform
{
    private readonly long _channels;

    public Grayscale(long channels)
    {
        if (channels is not (1 or 3)) throw new ArgumentException($"num_output_channels should be either 1 or 3, got {channels}");
        _channels = channels;
    }

    public Tensor call(Tensor input)
    {
        var gray = Colours.Gray(input);
        if (_channels == 1) return gray;
        long[] sizes = gray.shape.ToArray();
        sizes[^3] = 3;
        return gray.expand(sizes);
    }
}

/// <summary>Brightness, contrast, saturation and hue changed at random, in random order; the draws are torchvision's.</summary>
internal sealed class ColorJitter : ITransform
{
    private readonly (double Low, double High)?[] _ranges;

    public ColorJitter(double brightness, double contrast, double saturation, double hue)
    {
        if (!(hue is >= 0 and <= 0.5)) throw new ArgumentException($"hue values should be between (-0.5, 0.5), but got {hue}");
        _ranges = [Around1(nameof(brightness), brightness), Around1(nameof(contrast), contrast), Around1(nameof(saturation), saturation), hue == 0 ? null : (-hue, hue)];
    }

    public Tensor call(Tensor input)
    {
        long[] order = torch.randperm(4).ToFlatArray<long>();
        double?[] factors = Array.ConvertAll(_ranges, r => r is { } range ? torch.empty(1).uniform_(range.Low, range.High).item<double>() : (double?)null);
        foreach (long step in order)
            if (factors[step] is { } factor) input = Colours.Adjust((Colours.Property)step, input, factor);
        return input;
    }

    private static (double, double)? Around1(string name, double value)
    {
        if (!(value >= 0)) throw new ArgumentException($"If {name} is a single number, it must be non negative, got {value}");
        return value == 0 ? null : (Math.Max(0, 1 - value), 1 + value);
    }
}

/// <summary>Arithmetic with colours, of bytes and of floats in [0, 1], as torchvision does it.</summary>
internal static class Colours
{
    public enum Property
    {
        Brightness,
        Contrast,
        Saturation,
        Hue,
    }

    public static Tensor Gray(Tensor input)
    {
        if (input.ndim < 3 || input.size(-3) is not (1 or 3)) throw new ArgumentException($"Input image tensor permitted channel values are 1 or 3, but found {(input.ndim < 3 ? 0 : input.size(-3))} in {input.shape}");
        if (input.size(-3) == 1) return input.clone();
        var (r, g, b) = (input.select(-3, 0), input.select(-3, 1), input.select(-3, 2));
        return (0.2989 * r + 0.587 * g + 0.114 * b).to(input.dtype).unsqueeze(-3);
    }

    public static Tensor Adjust(Property property, Tensor input, double factor) => property switch
    {
        Property.Brightness => Blend(input, torch.zeros_like(input), factor),
        Property.Contrast => Blend(input, Gray(input).to(input.is_floating_point() ? input.dtype : ScalarType.Float32).mean([-3, -2, -1], keepdim: true), factor),
        Property.Saturation => input.size(-3) == 1 ? input : Blend(input, Gray(input), factor),
        _ => input.size(-3) == 1 ? input : Turn(input, factor),
    };

    private static Tensor Blend(Tensor input, Tensor other, double ratio)
        => (ratio * input + (1 - ratio) * other).clamp(0, input.is_floating_point() ? 1.0 : 255).to(input.dtype);

    // Around the circle of colours by a share of it.
    private static Tensor Turn(Tensor input, double share)
    {
        var floats = new ConvertImageDtype(ScalarType.Float32).call(input);
        var (hue, saturation, value) = ToHsv(floats);
        return new ConvertImageDtype(input.dtype).call(ToRgb((hue + share).remainder(1.0), saturation, value));
    }

    private static (Tensor Hue, Tensor Saturation, Tensor Value) ToHsv(Tensor rgb)
    {
        var (r, g, b) = (rgb.select(-3, 0), rgb.select(-3, 1), rgb.select(-3, 2));
        var (high, low) = (rgb.amax([-3]), rgb.amin([-3]));
        var gray = high.eq(low);
        var (range, ones) = (high - low, torch.ones_like(high));
        var divisor = torch.where(gray, ones, range);
        var (toRed, toGreen, toBlue) = ((high - r) / divisor, (high - g) / divisor, (high - b) / divisor);
        var (isRed, isGreen) = (high.eq(r), high.eq(g));
        var sector = torch.where(isRed, toBlue - toGreen, torch.where(isGreen, 2.0 + toRed - toBlue, 4.0 + toGreen - toRed));
        return ((sector / 6.0 + 1.0).fmod(1.0), range / torch.where(gray, ones, high), high);
    }

    private static Tensor ToRgb(Tensor hue, Tensor saturation, Tensor value)
    {
        var turns = hue * 6.0;
        var sector = turns.floor();
        var rest = turns - sector;
        var p = (value * (1.0 - saturation)).clamp(0, 1);
        var q = (value * (1.0 - saturation * rest)).clamp(0, 1);
        var t = (value * (1.0 - saturation * (1.0 - rest))).clamp(0, 1);
        var which = sector.to(ScalarType.Int64).remainder(6).unsqueeze(0);
        Tensor Channel(params Tensor[] bySector) => torch.stack(bySector).gather(0, which).squeeze(0);
        return torch.stack([Channel(value, q, p, p, t, value), Channel(t, value, value, q, p, p), Channel(p, p, t, value, value, q)], -3);
    }
}
