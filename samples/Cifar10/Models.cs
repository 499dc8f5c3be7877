using Taimatsu.Models;

namespace Cifar10;

/// <summary>The networks to choose from, and how each is trained.</summary>
internal static class Models
{
    public static readonly string[] Names = ["tutorial", "resnet18"];

    /// <summary>A new network for pictures [N, 3, 32, 32] of ten classes.</summary>
    public static Module<Tensor, Tensor> Create(string name) => name == "resnet18" ? SmallPicturesResNet() : new Net();

    /// <summary>The optimiser, and for the residual network a one-cycle schedule over all steps.</summary>
    public static (Optimizer Optimizer, LRScheduler? Schedule) Training(Module<Tensor, Tensor> net, Settings settings, long steps)
    {
        if (settings.Model != "resnet18") return (optim.SGD(net.parameters(), lr: settings.LearningRate, momentum: settings.Momentum), null);
        var optimizer = optim.SGD(net.parameters(), lr: settings.LearningRate, momentum: settings.Momentum, weight_decay: 5e-4, nesterov: true);
        return (optimizer, optim.lr_scheduler.OneCycleLR(optimizer, max_lr: settings.LearningRate, total_steps: (int)steps));
    }

    // The stem for small pictures: three by three, and no pooling before the blocks.
    private static ResNet SmallPicturesResNet()
    {
        var net = models.resnet18(num_classes: 10);
        net.conv1 = nn.Conv2d(3, 64, kernel_size: 3, padding: 1, bias: false);
        net.maxpool = nn.Identity();
        return net;
    }
}
