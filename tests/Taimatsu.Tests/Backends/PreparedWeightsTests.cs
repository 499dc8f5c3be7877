using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Backends;

/// <summary>Convolutions keep their weights in the kernel's own form while these stand; whatever way a weight is changed, the next result must know.</summary>
public class PreparedWeightsTests
{
    // Panels of channels; Winograd's products.
    private static readonly (long[] Input, long[] Weight, long Stride)[] Shapes = [([1, 32, 9, 9], [32, 32, 3, 3], 2), ([2, 32, 16, 16], [32, 32, 3, 3], 1)];

    public static TheoryData<string> Changes => new("nothing", "copy", "data", "view", "row", "accessor", "span", "bytes", "step", "array", "detached", "resized view");

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_weight_is_seen(string change)
    {
        foreach (var (inputShape, weightShape, stride) in Shapes)
        {
            using var silence = no_grad();
            manual_seed(3);
            var values = new float[weightShape.Aggregate(1L, (a, b) => a * b)];
            var input = randn(inputShape);
            var weight = change == "array" ? from_array(values).view(weightShape) : randn(weightShape);
            if (change == "array") Fill(values);
            Tensor Result(Tensor w) => F.conv2d(input, w, null, strides: stride, padding: 1);
            Tensor first = Result(weight), second = Result(weight), third = Result(weight);
            Assert.True(first.equal(second) && first.equal(third), "the kept form gives other values");

            switch (change)
            {
                case "copy": weight.copy_(randn(weightShape)); break;
                case "data": weight.data.mul_(2); break;
                case "view": weight.view(-1).add_(1); break;
                case "row": weight[3].zero_(); break;
                case "accessor": weight.accessor<float>()[0, 0, 0, 0] = 9; break;
                case "span": weight.AsSpan<float>()[7] = 9; break;
                case "bytes": weight.bytes[3] ^= 0x80; break;
                case "array": values[5] = 9; break;
                case "detached": weight.detach().neg_(); break;
                case "resized view": weight.as_strided([4, 4], [1, 4]).fill_(2); break;
                case "step":
                    weight.requires_grad_();
                    weight.grad = randn(weightShape);
                    optim.SGD([weight], 0.1).step();
                    break;
            }
            Tensor after = Result(weight.detach()), fresh = Result(weight.detach().clone());
            Assert.True(after.equal(fresh), $"after '{change}' the result differs by {(after - fresh).abs().max().item<float>()}");
            if (change != "nothing") Assert.False(after.equal(first), $"'{change}' changed nothing");
        }
    }

    [Fact]
    public void Threads_may_ask_the_same_weight_at_once()
    {
        using var silence = no_grad();
        Tensor input = randn(1, 32, 12, 12), weight = randn(32, 32, 3, 3), expected = F.conv2d(input, weight.clone(), padding: 1);
        var results = new Tensor[64];
        Parallel.For(0, results.Length, i =>
        {
            using var inner = no_grad();
            results[i] = F.conv2d(input, weight, padding: 1);
        });
        Assert.All(results, r => Assert.True(r.equal(expected)));
    }

    private static void Fill(float[] values)
    {
        var random = new Random(4);
        for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle();
    }
}
