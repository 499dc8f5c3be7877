using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Modules;

/// <summary>A container may rectify the result of a layer where it lies; nobody must be able to tell.</summary>
public class SequentialInPlaceTests
{
    private static readonly (string Name, Module<Tensor, Tensor> Layer, long[] Shape)[] Layers =
    [
        ("conv", nn.Conv2d(3, 8, 3, padding: 1), [2, 3, 20, 20]),
        ("unbatched conv", nn.Conv2d(3, 16, 3, padding: 1), [3, 20, 20]),
        ("linear", nn.Linear(64, 128), [64, 64]),
        ("batch norm", nn.BatchNorm2d(8), [4, 8, 16, 16]),
        ("layer norm", nn.LayerNorm(128), [64, 128]),
        ("group norm", nn.GroupNorm(2, 8), [4, 8, 16, 16]),
    ];

    public static TheoryData<string> Names => [.. Layers.Select(l => l.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_and_gradients_are_those_of_layers_one_by_one(string name)
    {
        var (_, layer, shape) = Layers.First(l => l.Name == name);
        manual_seed(5);
        Tensor x = randn(shape).requires_grad_(), twin = x.detach().clone().requires_grad_();
        var together = nn.Sequential(layer, nn.ReLU()).call(x);
        var apart = F.relu(layer.call(twin));
        Assert.True(together.equal(apart));
        Assert.Equal("ReluBackward0", together.grad_fn!.Name);
        var gradient = randn_like(apart);
        layer.zero_grad();
        together.backward(gradient);
        var weights = layer.parameters().Select(p => p.grad!.clone()).ToArray();
        layer.zero_grad();
        apart.backward(gradient);
        Assert.True(x.grad!.equal(twin.grad!));
        Assert.All(layer.parameters().Zip(weights), pair => Assert.True(pair.First.grad!.equal(pair.Second)));
    }

    [Fact]
    public void What_a_hook_has_seen_stays_as_it_was()
    {
        var layer = nn.Conv2d(3, 8, 3);
        Tensor? seen = null;
        var handle = layer.register_forward_hook((_, _, result) => seen = result);
        nn.Sequential(layer, nn.ReLU()).call(randn(2, 3, 32, 32));
        Assert.True(seen!.min().item<float>() < 0, "the hook's result was overwritten");
        handle.remove();
        var relu = nn.ReLU();
        relu.register_forward_pre_hook((_, input) =>
        {
            seen = input;
            return null;
        });
        nn.Sequential(layer, relu).call(randn(2, 3, 32, 32));
        Assert.True(seen!.min().item<float>() < 0, "the argument that a hook saw was overwritten");
    }

    [Fact]
    public void The_input_of_a_container_is_never_overwritten()
    {
        var x = randn(2, 3, 32, 32);
        var before = x.clone();
        nn.Sequential(nn.ReLU()).call(x);
        nn.Sequential(nn.Identity(), nn.ReLU()).call(x);
        nn.Sequential(nn.Sequential(), nn.ReLU()).call(x);
        Assert.True(x.equal(before));
    }
}
