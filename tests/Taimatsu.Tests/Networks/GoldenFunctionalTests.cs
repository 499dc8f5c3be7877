using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Networks;

/// <summary>Values, graph nodes and errors as real PyTorch prints them for one small tensor.</summary>
public class GoldenFunctionalTests
{
    private static Tensor X() => torch.tensor(new[] { 0.5f, -1.25f, 2f, 3.5f, 0.25f, -0.75f }).reshape(2, 3).requires_grad_();

    private static Tensor Classes() => torch.tensor(new long[] { 2, 0 });

    public static TheoryData<string, string, double[]> Values() => new()
    {
        { "sum", "SumBackward0", [4.25] },
        { "sum(1)", "SumBackward1", [1.25, 3] },
        { "mean(1)", "MeanBackward1", [0.4167, 1] },
        { "max", "MaxBackward1", [3.5] },
        { "max(1)", "MaxBackward0", [2, 3.5] },
        { "min(0)", "MinBackward0", [0.5, -1.25, -0.75] },
        { "amax(1)", "AmaxBackward0", [2, 3.5] },
        { "std", "StdBackward0", [1.7707] },
        { "std(1)", "StdBackward0", [1.6266, 2.2220] },
        { "var", "VarBackward0", [3.1354] },
        { "std_mean", "StdMeanBackward0", [1.7707] },
        { "norm", "LinalgVectorNormBackward0", [4.3229] },
        { "norm(1)", "LinalgVectorNormBackward0", [8.25] },
        { "norm(2, 1)", "LinalgVectorNormBackward0", [2.4109, 3.5882] },
        { "logsumexp", "LogsumexpBackward0", [2.2326, 3.5517] },
        { "cumsum", "CumsumBackward0", [0.5, -0.75, 1.25, 3.5, 3.75, 3] },
        { "cumprod", "CumprodBackward0", [0.5, -0.625, -1.25, 3.5, 0.875, -0.6562] },
        { "cummax", "CummaxBackward0", [0.5, 0.5, 2, 3.5, 3.5, 3.5] },
        { "logcumsumexp", "LogcumsumexpBackward0", [0.5, 0.6602, 2.2326, 3.5, 3.5380, 3.5517] },
        { "prod", "ProdBackward0", [0.8203] },
        { "prod(1)", "ProdBackward1", [-1.25, -0.6562] },
        { "nansum", "NansumBackward0", [4.25] },
        { "softmax", "SoftmaxBackward0", [0.1768, 0.0307, 0.7925, 0.9496, 0.0368, 0.0135] },
        { "log_softmax", "LogSoftmaxBackward0", [-1.7326, -3.4826, -0.2326, -0.0517, -3.3017, -4.3017] },
        { "cross_entropy", "NllLossBackward0", [0.1422] },
        { "nll_loss", "NllLossBackward0", [-2.75] },
        { "cross_entropy smooth", "AddBackward0", [0.3463] },
        { "cross_entropy smooth weighted", "AddBackward0", [0.4099] },
        { "cross_entropy probabilities", "", [0.4133] },
        { "mse_loss", "MseLossBackward0", [3.1146] },
        { "l1_loss", "MeanBackward0", [1.375] },
        { "smooth_l1_loss", "SmoothL1LossBackward0", [0.9479] },
        { "huber_loss", "HuberLossBackward0", [0.9479] },
        { "binary_cross_entropy", "BinaryCrossEntropyBackward0", [0.5006] },
        { "binary_cross_entropy_with_logits", "BinaryCrossEntropyWithLogitsBackward0", [0.5006] },
        { "kl_div", "MeanBackward0", [-0.9641] },
        { "soft_margin_loss", "SoftMarginLossBackward0", [0.6409] },
        { "batch_norm", "NativeBatchNormBackward0", [-1, -1, 1, 1, 1, -1] },
        { "layer_norm", "NativeLayerNormBackward0", [0.0627, -1.2549, 1.1922, 1.3779, -0.4134, -0.9646] },
        { "group_norm", "NativeGroupNormBackward0", [0.0627, -1.2549, 1.1922, 1.3779, -0.4134, -0.9646] },
        { "instance_norm", "ViewBackward0", [0.0627, -1.2549, 1.1922, 1.3779, -0.4134, -0.9646] },
        { "normalize", "DivBackward0", [0.2074, -0.5185, 0.8296, 0.9754, 0.0697, -0.2090] },
    };

    [Theory, MemberData(nameof(Values))]
    public void Values_and_nodes_are_PyTorchs(string name, string node, double[] expected)
    {
        var x = X();
        var y = Call(name, x);
        var actual = y.ToFlatArray<double>();
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Assert.True(Math.Abs(actual[i] - expected[i]) < 6e-5, $"{name}: element {i} is {actual[i]}, expected {expected[i]}");
        if (node.Length > 0) Assert.Equal(node, y.grad_fn!.Name);
    }

    private static Tensor Call(string name, Tensor x) => name switch
    {
        "sum" => x.sum(),
        "sum(1)" => x.sum(1),
        "mean(1)" => x.mean(1),
        "max" => x.max(),
        "max(1)" => x.max(1).values,
        "min(0)" => x.min(0).values,
        "amax(1)" => x.amax(1),
        "std" => x.std(),
        "std(1)" => x.std(1),
        "var" => x.var(),
        "std_mean" => torch.std_mean(x).std,
        "norm" => x.norm(),
        "norm(1)" => x.norm(1),
        "norm(2, 1)" => x.norm(2, 1),
        "logsumexp" => x.logsumexp(1),
        "cumsum" => x.cumsum(1),
        "cumprod" => x.cumprod(1),
        "cummax" => x.cummax(1).values,
        "logcumsumexp" => x.logcumsumexp(1),
        "prod" => x.prod(),
        "prod(1)" => x.prod(1),
        "nansum" => x.nansum(),
        "softmax" => x.softmax(1),
        "log_softmax" => x.log_softmax(1),
        "cross_entropy" => F.cross_entropy(x, Classes()),
        "nll_loss" => F.nll_loss(x, Classes()),
        "cross_entropy smooth" => F.cross_entropy(x, Classes(), label_smoothing: 0.1),
        "cross_entropy smooth weighted" => F.cross_entropy(x, Classes(), torch.tensor(new[] { 1f, 2f, 3f }), label_smoothing: 0.1),
        "cross_entropy probabilities" => F.cross_entropy(x, x.detach().softmax(1)),
        "mse_loss" => F.mse_loss(x, x.detach() * 2),
        "l1_loss" => F.l1_loss(x, x.detach() * 2),
        "smooth_l1_loss" => F.smooth_l1_loss(x, x.detach() * 2),
        "huber_loss" => F.huber_loss(x, x.detach() * 2),
        "binary_cross_entropy" => F.binary_cross_entropy(x.sigmoid(), x.detach().sigmoid()),
        "binary_cross_entropy_with_logits" => F.binary_cross_entropy_with_logits(x, x.detach().sigmoid()),
        "kl_div" => F.kl_div(x, x.detach().softmax(1)),
        "soft_margin_loss" => F.soft_margin_loss(x, torch.ones(2, 3)),
        "batch_norm" => F.batch_norm(x, null, null, training: true),
        "layer_norm" => F.layer_norm(x, 3),
        "group_norm" => F.group_norm(x.view(1, 6), 2),
        "instance_norm" => F.instance_norm(x.view(1, 2, 3)),
        "normalize" => F.normalize(x),
        _ => throw new ArgumentException(name),
    };

    public static TheoryData<string, Action<Tensor>, Type> Errors() => new()
    {
        { "argmax(): Expected reduction dim to be specified for input.numel() == 0.", _ => torch.empty(0, 3).argmax(), typeof(ArgumentException) },
        { "argmax(): Expected reduction dim 0 to have non-zero size.", _ => torch.empty(0, 3).argmax(0), typeof(IndexOutOfRangeException) },
        { "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.", _ => torch.empty(0, 3).aminmax(), typeof(ArgumentException) },
        { "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long", _ => torch.ones([2], torch.int64).mean(), typeof(InvalidOperationException) },
        { "dim 0 appears multiple times in the list of dims", x => x.sum([0, 0]), typeof(ArgumentException) },
        { "Dimension out of range (expected to be in range of [-2, 1], but got 2)", x => x.sum(2), typeof(IndexOutOfRangeException) },
        { "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'", _ => torch.ones([2], torch.int64).softmax(0), typeof(InvalidOperationException) },
        { "std and var only support floating point and complex dtypes", _ => torch.ones([2], torch.int64).std(), typeof(InvalidOperationException) },
        { "\"argmax_cpu\" not implemented for 'Bool'", _ => torch.ones([2], torch.@bool).argmax(), typeof(InvalidOperationException) },
        { "Target 3 is out of bounds.", x => F.nll_loss(x, torch.tensor(new long[] { 3, 0 })), typeof(IndexOutOfRangeException) },
        { "Expected input batch_size (2) to match target batch_size (3).", x => F.cross_entropy(x, torch.tensor(new long[] { 3, 0, 1 })), typeof(ArgumentException) },
        { "Expected target size [2, 4], got [2, 5]", _ => F.nll_loss(torch.ones(2, 3, 4), torch.ones([2, 5], torch.int64)), typeof(ArgumentException) },
        { "expected scalar type Long but found Float", x => F.cross_entropy(x, torch.tensor(new[] { 1f, 0f })), typeof(InvalidOperationException) },
        { "expected scalar type Long but found Int", x => F.cross_entropy(x, Classes().to(torch.int32)), typeof(InvalidOperationException) },
        { "weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: [2]", x => F.nll_loss(x, Classes(), torch.ones(2)), typeof(ArgumentException) },
        { "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])", x => F.batch_norm(x.narrow(0, 0, 1), null, null, training: true), typeof(ArgumentException) },
        { "running_mean should contain 3 elements not 4", x => F.batch_norm(x, torch.ones(4), torch.ones(4)), typeof(ArgumentException) },
        { "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]", x => F.layer_norm(x, 4), typeof(ArgumentException) },
        { "Expected number of channels in input to be divisible by num_groups, but got input of shape [2, 3] and num_groups=2", x => F.group_norm(x, 2), typeof(ArgumentException) },
        { "all elements of input should be between 0 and 1", x => F.binary_cross_entropy(x, x.detach()), typeof(InvalidOperationException) },
        { "Target size (torch.Size([3])) must be the same as input size (torch.Size([2, 3]))", x => F.binary_cross_entropy_with_logits(x, torch.ones(3)), typeof(ArgumentException) },
        { "dropout probability has to be between 0 and 1, but got 1.5", x => F.dropout(x, 1.5), typeof(ArgumentException) },
    };

    [Theory, MemberData(nameof(Errors))]
    public void Errors_have_PyTorchs_words(string text, Action<Tensor> call, Type type)
    {
        var error = Record.Exception(() => call(X()));
        Assert.NotNull(error);
        Assert.Contains(text, error.Message);
        Assert.IsType(type, error);
    }

    [Fact]
    public void Batch_norm_moves_the_running_statistics_by_the_unbiased_variance()
    {
        Tensor mean = torch.zeros(3), variance = torch.ones(3);
        F.batch_norm(X(), mean, variance, training: true, momentum: 0.5);
        // Batch means 2, -0.5, 0.625; unbiased variances 4.5, 1.125, 3.78125.
        Assert.Equal([1f, -0.25f, 0.3125f], mean.ToFlatArray<float>());
        Assert.Equal([2.75f, 1.0625f, 2.390625f], variance.ToFlatArray<float>());
    }

    [Fact]
    public void Logcumsumexp_has_gradients_over_a_wide_range()
    {
        var x = torch.tensor(new[] { -500f, 0f, 500f }, requires_grad: true);
        x.logcumsumexp(0).sum().backward();
        Assert.Equal([1f, 1f, 1f], x.grad!.ToFlatArray<float>());
    }

    [Fact]
    public void Softmax_survives_infinities()
    {
        var x = torch.tensor(new[] { float.NegativeInfinity, 0f, 0f });
        Assert.Equal([0f, 0.5f, 0.5f], x.softmax(0).ToFlatArray<float>());
        Assert.Equal(float.NegativeInfinity, x.log_softmax(0).ToFlatArray<float>()[0]);
        Assert.Equal(float.NegativeInfinity, torch.full([3], double.NegativeInfinity).logsumexp(0).item<float>());
    }
}
