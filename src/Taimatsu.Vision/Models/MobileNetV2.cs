using Taimatsu.Modules;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Models;

/// <summary>Inverted residuals with depthwise convolutions for pictures [N, 3, H, W], with torchvision's names of parameters.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/models/mobilenetv2.html"/>
public sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    /// <summary>The convolutions.</summary>
    public Sequential features;
    /// <summary>Dropout and the classes' scores.</summary>
    public Sequential classifier;

    internal MobileNetV2(long classes, double widthMultiplier, double dropout) : base(nameof(MobileNetV2))
    {
        // Expansion, channels, blocks, stride of the first.
        (long, long, int, long)[] plan = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        long channels = Divisible(32 * widthMultiplier), last = Divisible(1280 * Math.Max(1.0, widthMultiplier));
        var list = new List<Module<Tensor, Tensor>> { ConvNormReLU(3, channels, 3, 2, 1) };
        foreach (var (expand, planes, blocks, stride) in plan)
        {
            long output = Divisible(planes * widthMultiplier);
            for (int i = 0; i < blocks; i++)
            {
                list.Add(new InvertedResidual(channels, output, i == 0 ? stride : 1, expand));
                channels = output;
            }
        }
        list.Add(ConvNormReLU(channels, last, 1, 1, 1));
        features = nn.Sequential([.. list]);
        classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(last, classes));
        foreach (var module in modules())
        {
            if (module is Conv2d convolution) nn.init.kaiming_normal_(convolution.weight, mode: nn.init.FanInOut.FanOut);
            else if (module is Linear linear)
            {
                nn.init.normal_(linear.weight, 0, 0.01);
                nn.init.zeros_(linear.bias!);
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => classifier.call(F.adaptive_avg_pool2d(features.call(input), 1).flatten(1));

    internal static Sequential ConvNormReLU(long channels, long planes, long kernel, long stride, long groups)
        => nn.Sequential(nn.Conv2d(channels, planes, kernel_size: kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false), nn.BatchNorm2d(planes), nn.ReLU6(inplace: true));

    // Channels are multiples of eight, and never less than nine tenths of what was asked for.
    private static long Divisible(double channels)
    {
        long rounded = Math.Max(8, (long)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}

/// <summary>To more channels, a depthwise convolution, and back to few.</summary>
public sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly Sequential conv;
    private readonly bool _adds;

    internal InvertedResidual(long channels, long planes, long stride, long expand) : base(nameof(InvertedResidual))
    {
        _adds = stride == 1 && channels == planes;
        long hidden = channels * expand;
        var list = new List<Module<Tensor, Tensor>>();
        if (expand != 1) list.Add(MobileNetV2.ConvNormReLU(channels, hidden, 1, 1, 1));
        list.Add(MobileNetV2.ConvNormReLU(hidden, hidden, 3, stride, hidden));
        list.Add(nn.Conv2d(hidden, planes, kernel_size: 1, bias: false));
        list.Add(nn.BatchNorm2d(planes));
        conv = nn.Sequential([.. list]);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _adds ? input + conv.call(input) : conv.call(input);
}
