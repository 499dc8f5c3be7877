namespace Taimatsu;

/// <summary>Bytes 0..255 to floats 0..1; a picture [H, W, C] becomes [C, H, W].</summary>
internal sealed class ToTensor : IPixelwiseTransform
{
    public Tensor call(Tensor input)
    {
        if (input.ndim == 2) input = input.unsqueeze(0);
        if (input.ndim == 3 && IsChannels(input.size(2)) && !IsChannels(input.size(0))) input = input.permute(2, 0, 1);
        return input.dtype == ScalarType.Byte ? input.to(torch.get_default_dtype()).contiguous().div_(255) : input.contiguous();
    }

    private static bool IsChannels(long size) => size is 1 or 3 or 4;
}

/// <summary>(x − mean) / std, channel by channel.</summary>
internal sealed class Normalize : IPixelwiseTransform
{
    private readonly double[] _mean, _std;
    private (Tensor Mean, Tensor Std)? _float32; // the commonest type, made once

    public Normalize(double[] mean, double[] std)
    {
        if (mean.Length != std.Length) throw new ArgumentException($"Normalize: {mean.Length} means and {std.Length} standard deviations");
        if (std.Contains(0)) throw new ArgumentException("std evaluated to zero after conversion, leading to division by zero.");
        (_mean, _std) = (mean, std);
    }

    public Tensor call(Tensor input)
    {
        if (!input.is_floating_point()) throw new ArgumentException($"Input tensor should be a float tensor. Got {input.dtype.PyTorchName()}.");
        if (input.ndim < 3) throw new ArgumentException($"Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = {input.shape}");
        var (mean, std) = input.dtype == ScalarType.Float32 ? _float32 ??= Make(ScalarType.Float32) : Make(input.dtype);
        return (input - mean).div_(std);
    }

    private (Tensor, Tensor) Make(ScalarType type) => (torch.tensor(_mean).to(type).view(-1, 1, 1), torch.tensor(_std).to(type).view(-1, 1, 1));
}

/// <summary>Between bytes, other integers and floats, keeping what full brightness is.</summary>
internal sealed class ConvertImageDtype(ScalarType target) : IPixelwiseTransform
{
    public Tensor call(Tensor input)
    {
        var source = input.dtype;
        if (source == target) return input;
        if (source.IsFloatingPoint()) return target.IsFloatingPoint() ? input.to(target) : (input * (Largest(target) + 1.0 - 1e-3)).to(target);
        if (target.IsFloatingPoint()) return input.to(target) / Largest(source);
        // Integers: by powers of two.
        double from = Largest(source), to = Largest(target);
        return from > to ? input.div((long)((from + 1) / (to + 1)), RoundingMode.trunc).to(target) : input.to(target) * (long)((to + 1) / (from + 1));
    }

    private static double Largest(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        _ => 1,
    };
}
