using Taimatsu.Modules;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Gpu.Check;

/// <summary>The tutorial's network.</summary>
internal sealed class TutorialNet() : Module<Tensor, Tensor>(nameof(TutorialNet))
{
    private readonly Conv2d conv1 = nn.Conv2d(3, 6, 5), conv2 = nn.Conv2d(6, 16, 5);
    private readonly MaxPool2d pool = nn.MaxPool2d(2, 2);
    private readonly Linear fc1 = nn.Linear(16 * 5 * 5, 120), fc2 = nn.Linear(120, 84), fc3 = nn.Linear(84, 10);

    public override Tensor forward(Tensor x)
    {
        x = pool.call(F.relu(conv1.call(x)));
        x = pool.call(F.relu(conv2.call(x)));
        x = F.relu(fc1.call(x.flatten(1)));
        return fc3.call(F.relu(fc2.call(x)));
    }
}

/// <summary>Two convolutions around which the input is added.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly Sequential? shortcut;

    public ResidualBlock(long from, long to, long stride) : base(nameof(ResidualBlock))
    {
        conv1 = nn.Conv2d(from, to, 3, stride: stride, padding: 1, bias: false);
        bn1 = nn.BatchNorm2d(to);
        conv2 = nn.Conv2d(to, to, 3, padding: 1, bias: false);
        bn2 = nn.BatchNorm2d(to);
        if (stride != 1 || from != to) shortcut = nn.Sequential(nn.Conv2d(from, to, 1, stride: stride, bias: false), nn.BatchNorm2d(to));
    }

    public override Tensor forward(Tensor x)
    {
        var y = bn2.call(conv2.call(F.relu(bn1.call(conv1.call(x)))));
        return F.relu(y + (shortcut is null ? x : shortcut.call(x)));
    }
}

/// <summary>ResNet-18 for pictures of 32 by 32: 64 channels at first.</summary>
internal sealed class ResidualNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential blocks;
    private readonly Linear fc;

    public ResidualNet(long width) : base(nameof(ResidualNet))
    {
        conv1 = nn.Conv2d(3, width, 3, padding: 1, bias: false);
        bn1 = nn.BatchNorm2d(width);
        var list = new List<Module<Tensor, Tensor>>();
        for (int level = 0; level < 4; level++)
        {
            long to = width << level;
            list.Add(new ResidualBlock(level == 0 ? width : to / 2, to, level == 0 ? 1 : 2));
            list.Add(new ResidualBlock(to, to, 1));
        }
        blocks = nn.Sequential([.. list]);
        fc = nn.Linear(width * 8, 10);
    }

    public override Tensor forward(Tensor x) => fc.call(blocks.call(F.relu(bn1.call(conv1.call(x)))).mean([2, 3]));
}
