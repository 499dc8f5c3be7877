using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Models;

/// <summary>Five convolutions and three linear layers for pictures [N, 3, H, W], with torchvision's names of parameters.</summary>
/// <seealso href="https://docs.pytorch.org/vision/stable/models/alexnet.html"/>
public sealed class AlexNet : Module<Tensor, Tensor>
{
    /// <summary>The convolutions.</summary>
    public Sequential features;
    /// <summary>To 6x6 for pictures of any size.</summary>
    public AdaptiveAvgPool2d avgpool;
    /// <summary>The linear layers.</summary>
    public Sequential classifier;

    internal AlexNet(long classes, double dropout) : base(nameof(AlexNet))
    {
        features = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size: 11, stride: 4, padding: 2), nn.ReLU(inplace: true), nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, kernel_size: 5, padding: 2), nn.ReLU(inplace: true), nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, kernel_size: 3, padding: 1), nn.ReLU(inplace: true),
            nn.Conv2d(384, 256, kernel_size: 3, padding: 1), nn.ReLU(inplace: true),
            nn.Conv2d(256, 256, kernel_size: 3, padding: 1), nn.ReLU(inplace: true), nn.MaxPool2d(3, 2));
        avgpool = nn.AdaptiveAvgPool2d((6, 6));
        classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(inplace: true), nn.Dropout(dropout), nn.Linear(4096, 4096), nn.ReLU(inplace: true), nn.Linear(4096, classes));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => classifier.call(avgpool.call(features.call(input)).flatten(1));
}
