using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Models;

/// <summary>Stacks of 3x3 convolutions for pictures [N, 3, H, W], with torchvision's names of parameters.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/models/vgg.html"/>
public sealed class VGG : Module<Tensor, Tensor>
{
    /// <summary>The convolutions.</summary>
    public Sequential features;
    /// <summary>To 7x7 for pictures of any size.</summary>
    public AdaptiveAvgPool2d avgpool;
    /// <summary>The linear layers.</summary>
    public Sequential classifier;

    // Channels of each convolution; 0 is a pooling layer.
    internal VGG(ReadOnlySpan<int> plan, bool norm, long classes, double dropout) : base(nameof(VGG))
    {
        var list = new List<Module<Tensor, Tensor>>();
        long channels = 3;
        foreach (int planes in plan)
        {
            if (planes == 0)
            {
                list.Add(nn.MaxPool2d(kernel_size: 2, stride: 2));
                continue;
            }
            list.Add(nn.Conv2d(channels, planes, kernel_size: 3, padding: 1));
            if (norm) list.Add(nn.BatchNorm2d(planes));
            list.Add(nn.ReLU(inplace: true));
            channels = planes;
        }
        features = nn.Sequential([.. list]);
        avgpool = nn.AdaptiveAvgPool2d((7, 7));
        classifier = nn.Sequential(nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace: true), nn.Dropout(dropout), nn.Linear(4096, 4096), nn.ReLU(inplace: true), nn.Dropout(dropout), nn.Linear(4096, classes));
        foreach (var module in modules())
        {
            if (module is Conv2d convolution)
            {
                nn.init.kaiming_normal_(convolution.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
                nn.init.zeros_(convolution.bias!);
            }
            else if (module is Linear linear)
            {
                nn.init.normal_(linear.weight, 0, 0.01);
                nn.init.zeros_(linear.bias!);
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => classifier.call(avgpool.call(features.call(input)).flatten(1));
}
