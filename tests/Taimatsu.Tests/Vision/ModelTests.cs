using Taimatsu.Modules;
using Taimatsu.Tests.RandomNumbers;

namespace Taimatsu.Tests.Vision;

/// <summary>Networks of torchvision: the same seed gives the weights, scores and gradients that PyTorch gives for the same layers.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class ModelTests
{
    [Fact]
    public void ResNet18_scores_as_PyTorch_does() => Check(() => torchvision.models.resnet18(5), 11179077, 122, "layer2.0.downsample.0.weight",
        [0.2755294f, 0.3294877f, -0.3384944f, 0.5046449f, -0.3654710f, 0.1464821f, 0.2629929f, -0.1572740f, 0.2633701f, -0.3617923f], 9898.8906);

    [Fact]
    public void ResNeXt50_scores_as_PyTorch_does() => Check(() => torchvision.models.resnext50_32x4d(5), 22990149, 320, "layer1.0.conv3.weight",
        [0.9342237f, -0.1343455f, -0.0839951f, -0.1301495f, 0.2528966f, 1.4090916f, -0.1742464f, -0.6910453f, 0.2132995f, 1.1626633f], 1251001.75);

    // Without its dropout, whose draws would take part.
    [Fact]
    public void MobileNetV2_scores_as_PyTorch_does() => Check(() =>
    {
        var net = torchvision.models.mobilenet_v2(5);
        ((Dropout)net.classifier[0]).eval();
        return net;
    }, 2230277, 314, "features.1.conv.0.0.weight",
        [0.1264206f, 0.0060760f, 0.0645782f, -0.1183700f, -0.1546103f, 0.1673957f, -0.2853165f, 0.0732001f, -0.1665577f, -0.3800827f], 5961.104);

    [Fact]
    public void The_others_have_torchvisions_number_of_parameters()
    {
        Assert.Equal(21797672, torchvision.models.resnet34().parameters().Sum(p => p.numel()));
        Assert.Equal(25557032, torchvision.models.resnet50().parameters().Sum(p => p.numel()));
        Assert.Equal(9225984, torchvision.models.vgg11_bn(10).features.parameters().Sum(p => p.numel()));
        Assert.Equal(2469696, torchvision.models.alexnet(10).features.parameters().Sum(p => p.numel()));
    }

    private static void Check(Func<Module<Tensor, Tensor>> make, long parameters, int entries, string name, float[] scores, double gradient)
    {
        torch.manual_seed(0);
        var net = make();
        var images = torch.randn(2, 3, 64, 64);
        Assert.Equal(parameters, net.parameters().Sum(p => p.numel()));
        Assert.Equal(entries, net.state_dict().Count);
        Assert.Contains(name, net.state_dict().Keys);
        var output = net.call(images);
        Close(scores, [.. output.detach().numpy<float>()], 1e-3f);
        output.pow(2).sum().backward();
        double sum = net.parameters().First().grad!.abs().sum().item<double>();
        Assert.True(Math.Abs(sum - gradient) < 0.02 * gradient, $"expected a gradient of {gradient}, got {sum}");
    }

    private static void Close(float[] expected, float[] actual, float tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"score {i}: expected {expected[i]}, got {actual[i]}");
    }
}
