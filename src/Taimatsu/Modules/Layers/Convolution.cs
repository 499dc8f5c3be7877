using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>What convolution layers share: the parameters, their first values and the printed settings.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    internal override bool MakesNewResult => true;

    private protected Convolution(long in_channels, long out_channels, Size window, long groups, bool bias, Device? device, ScalarType? dtype)
    {
        if (groups <= 0) throw new ArgumentException("groups must be a positive integer");
        if (in_channels % groups != 0) throw new ArgumentException("in_channels must be divisible by groups");
        if (out_channels % groups != 0) throw new ArgumentException("out_channels must be divisible by groups");
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.groups = groups;
        weight = new Parameter(torch.empty(new Size([out_channels, in_channels / groups, .. window]), dtype, device));
        this.bias = bias ? new Parameter(torch.empty(out_channels, dtype, device)) : null;
        reset_parameters();
    }

    /// <summary>The number of channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>The number of channels of the result.</summary>
    public long out_channels { get; }

    /// <summary>The number of parts that the channels are divided into; each part of the result sees one part of the input.</summary>
    public long groups { get; }

    /// <summary>[out_channels, in_channels / groups, window…].</summary>
    public Parameter weight { get; set; }

    /// <summary>[out_channels]; null without.</summary>
    public Parameter? bias { get; set; }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters() => Fans.ResetWeightAndBias(weight, bias);

    private protected string Describe(string kernel, string stride, string? padding, string? dilation)
        => $"{in_channels}, {out_channels}, kernel_size={kernel}, stride={stride}"
            + (padding is null ? "" : $", padding={padding}") + (dilation is null ? "" : $", dilation={dilation}")
            + (groups == 1 ? "" : $", groups={groups}") + (bias is null ? ", bias=False" : "");
}

/// <summary>A convolution over the last dimension: [N, C, L] or [C, L].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html"/>
public sealed class Conv1d : Convolution, IRectifyingLayer
{
    private readonly string? _paddingName;

    /// <summary>A layer filled with PyTorch's first values.</summary>
    /// <exception cref="ArgumentException">The channels are not divisible by the groups.</exception>
    public Conv1d(long in_channels, long out_channels, long kernel_size, long stride = 1, ConvolutionPadding? padding = null, long dilation = 1, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : base(in_channels, out_channels, kernel_size, groups, bias, device, dtype)
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        var given = padding ?? 0;
        this.padding = given.Amount.First;
        _paddingName = given.Name;
        if (_paddingName == "same" && stride != 1) throw new ArgumentException("padding='same' is not supported for strided convolutions");
    }

    /// <summary>The length of the window.</summary>
    public long kernel_size { get; }

    /// <summary>The distance between windows.</summary>
    public long stride { get; }

    /// <summary>The number of zeros on either side.</summary>
    public long padding { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public long dilation { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _paddingName is null
        ? torch.nn.functional.conv1d(input, weight, bias, stride, padding, dilation, groups)
        : torch.nn.functional.conv1d(input, weight, bias, stride, _paddingName, dilation, groups);

    Tensor IRectifyingLayer.Forward(Tensor input, ref bool rectify) => _paddingName is null
        ? Conv.Conv1d(input, weight, bias, stride, padding, dilation, groups, ref rectify)
        : Conv.Conv1d(input, weight, bias, stride, _paddingName, dilation, groups, ref rectify);

    /// <inheritdoc/>
    public override string extra_repr()
        => Describe($"({kernel_size},)", $"({stride},)", _paddingName ?? (padding == 0 ? null : $"({padding},)"), dilation == 1 ? null : $"({dilation},)");
}

/// <summary>A convolution over the last two dimensions: [N, C, H, W] or [C, H, W].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html"/>
public sealed class Conv2d : Convolution, IRectifyingLayer
{
    private readonly string? _paddingName;

    /// <summary>A layer filled with PyTorch's first values.</summary>
    /// <exception cref="ArgumentException">The channels are not divisible by the groups.</exception>
    public Conv2d(long in_channels, long out_channels, IntPair kernel_size, IntPair? stride = null, ConvolutionPadding? padding = null, IntPair? dilation = null, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : base(in_channels, out_channels, (kernel_size.First, kernel_size.Second), groups, bias, device, dtype)
    {
        this.kernel_size = kernel_size;
        this.stride = stride ?? 1;
        this.dilation = dilation ?? 1;
        var given = padding ?? 0;
        this.padding = given.Amount;
        _paddingName = given.Name;
        if (_paddingName == "same" && this.stride != 1) throw new ArgumentException("padding='same' is not supported for strided convolutions");
    }

    /// <summary>The height and width of the window.</summary>
    public IntPair kernel_size { get; }

    /// <summary>The distances between windows.</summary>
    public IntPair stride { get; }

    /// <summary>The numbers of zeros above and below, left and right.</summary>
    public IntPair padding { get; }

    /// <summary>The distances between the elements of a window.</summary>
    public IntPair dilation { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _paddingName is null
        ? torch.nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups)
        : torch.nn.functional.conv2d(input, weight, bias, stride, _paddingName, dilation, groups);

    Tensor IRectifyingLayer.Forward(Tensor input, ref bool rectify) => _paddingName is null
        ? Conv.Conv2d(input, weight, bias, stride, padding, dilation, groups, ref rectify)
        : Conv.Conv2d(input, weight, bias, stride, _paddingName, dilation, groups, ref rectify);

    /// <inheritdoc/>
    public override string extra_repr()
        => Describe($"{kernel_size}", $"{stride}", _paddingName ?? (padding == 0 ? null : $"{padding}"), dilation == 1 ? null : $"{dilation}");
}
