using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Models;

/// <summary>
/// Residual networks for pictures [N, 3, H, W], with torchvision's names of parameters, so that its weights load. The stem is made for pictures of 224 pixels; for small ones set
/// <see cref="conv1"/> to a 3x3 convolution without stride and <see cref="maxpool"/> to <c>nn.Identity()</c>.
/// </summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/models/resnet.html"/>
public sealed class ResNet : Module<Tensor, Tensor>
{
    private long _channels = 64;
    private readonly long _groups, _width;
    private readonly bool _bottleneck;

    /// <summary>The first convolution.</summary>
    public Conv2d conv1;
    /// <summary>Normalises what the first convolution gives.</summary>
    public BatchNorm2d bn1;
    /// <summary>The activation behind it.</summary>
    public ReLU relu;
    /// <summary>Halves the picture before the blocks.</summary>
    public Module<Tensor, Tensor> maxpool;
    /// <summary>Blocks at the first resolution.</summary>
    public Sequential layer1;
    /// <summary>Blocks at half of it.</summary>
    public Sequential layer2;
    /// <summary>Blocks at a quarter.</summary>
    public Sequential layer3;
    /// <summary>Blocks at an eighth.</summary>
    public Sequential layer4;
    /// <summary>The mean of each channel.</summary>
    public AdaptiveAvgPool2d avgpool;
    /// <summary>The classes' scores.</summary>
    public Linear fc;

    internal ResNet(bool bottleneck, ReadOnlySpan<int> blocks, long classes, long groups, long width, bool zeroInitResidual) : base(nameof(ResNet))
    {
        (_bottleneck, _groups, _width) = (bottleneck, groups, width);
        conv1 = nn.Conv2d(3, 64, kernel_size: 7, stride: 2, padding: 3, bias: false);
        bn1 = nn.BatchNorm2d(64);
        relu = nn.ReLU(inplace: true);
        maxpool = nn.MaxPool2d(kernel_size: 3, stride: 2, padding: 1);
        layer1 = Layer(64, blocks[0], 1);
        layer2 = Layer(128, blocks[1], 2);
        layer3 = Layer(256, blocks[2], 2);
        layer4 = Layer(512, blocks[3], 2);
        avgpool = nn.AdaptiveAvgPool2d(1);
        fc = nn.Linear(512 * (bottleneck ? 4 : 1), classes);
        foreach (var module in modules())
        {
            if (module is Conv2d convolution) nn.init.kaiming_normal_(convolution.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            else if (zeroInitResidual && module is ResidualBlock block) nn.init.zeros_(block.LastNorm.weight!);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = maxpool.call(relu.call(bn1.call(conv1.call(input))));
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return fc.call(avgpool.call(x).flatten(1));
    }

    private Sequential Layer(long planes, int blocks, long stride)
    {
        var list = new List<Module<Tensor, Tensor>>();
        long width = planes * _width / 64 * _groups, output = planes * (_bottleneck ? 4 : 1);
        for (int i = 0; i < blocks; i++)
        {
            long step = i == 0 ? stride : 1;
            // Torchvision draws the shortcut's weights before those of the block.
            Sequential? downsample = step != 1 || _channels != output ? nn.Sequential(nn.Conv2d(_channels, output, kernel_size: 1, stride: step, bias: false), nn.BatchNorm2d(output)) : null;
            list.Add(_bottleneck ? new Bottleneck(_channels, width, output, step, _groups, downsample) : new BasicBlock(_channels, output, step, downsample));
            _channels = output;
        }
        return nn.Sequential([.. list]);
    }
}

/// <summary>A block whose input is added to what it computes.</summary>
public abstract class ResidualBlock(string name) : Module<Tensor, Tensor>(name)
{
    internal abstract BatchNorm2d LastNorm { get; }
}

/// <summary>Two 3x3 convolutions and a shortcut.</summary>
public sealed class BasicBlock : ResidualBlock
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ReLU relu;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;

    internal BasicBlock(long channels, long planes, long stride, Sequential? shortcut) : base(nameof(BasicBlock))
    {
        conv1 = nn.Conv2d(channels, planes, kernel_size: 3, stride: stride, padding: 1, bias: false);
        bn1 = nn.BatchNorm2d(planes);
        relu = nn.ReLU(inplace: true);
        conv2 = nn.Conv2d(planes, planes, kernel_size: 3, padding: 1, bias: false);
        bn2 = nn.BatchNorm2d(planes);
        downsample = shortcut;
    }

    internal override BatchNorm2d LastNorm => bn2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = relu.call(bn1.call(conv1.call(input)));
        x = bn2.call(conv2.call(x));
        return relu.call(x.add_(downsample is null ? input : downsample.call(input)));
    }
}

/// <summary>A 3x3 convolution between two of 1x1, and a shortcut.</summary>
public sealed class Bottleneck : ResidualBlock
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly ReLU relu;
    private readonly Sequential? downsample;

    internal Bottleneck(long channels, long width, long output, long stride, long groups, Sequential? shortcut) : base(nameof(Bottleneck))
    {
        conv1 = nn.Conv2d(channels, width, kernel_size: 1, bias: false);
        bn1 = nn.BatchNorm2d(width);
        conv2 = nn.Conv2d(width, width, kernel_size: 3, stride: stride, padding: 1, groups: groups, bias: false);
        bn2 = nn.BatchNorm2d(width);
        conv3 = nn.Conv2d(width, output, kernel_size: 1, bias: false);
        bn3 = nn.BatchNorm2d(output);
        relu = nn.ReLU(inplace: true);
        downsample = shortcut;
    }

    internal override BatchNorm2d LastNorm => bn3;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = relu.call(bn1.call(conv1.call(input)));
        x = relu.call(bn2.call(conv2.call(x)));
        x = bn3.call(conv3.call(x));
        return relu.call(x.add_(downsample is null ? input : downsample.call(input)));
    }
}
