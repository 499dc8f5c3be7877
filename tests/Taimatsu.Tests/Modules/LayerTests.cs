using static Taimatsu.torch;

namespace Taimatsu.Tests.Modules;

public class LayerTests
{
    [Fact]
    public void Layers_print_as_in_pytorch() => Assert.Equal("""
        Sequential(
          (a): ReLU()
          (b): ReLU(inplace=True)
          (c): ReLU6()
          (d): LeakyReLU(negative_slope=0.2, inplace=True)
          (e): ELU(alpha=1.0)
          (f): CELU(alpha=1.5)
          (g): SELU(inplace=True)
          (h): GELU(approximate='none')
          (i): SiLU()
          (j): Mish()
          (k): Softsign()
          (l): Tanh()
          (m): Sigmoid()
          (n): LogSigmoid()
          (o): Tanhshrink()
          (p): Hardtanh(min_val=-2.0, max_val=2.0)
          (q): Hardsigmoid()
          (r): Hardswish()
          (s): Hardshrink(0.5)
          (t): Softshrink(0.25)
          (u): Threshold(threshold=0.1, value=20.0)
          (v): Softmax(dim=1)
          (w): LogSoftmax(dim=-1)
          (x): Softmin(dim=0)
          (y): PReLU(num_parameters=3)
          (z): Softmax2d()
          (bn): BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
          (bn1): BatchNorm1d(4, eps=0.001, momentum=None, affine=False, track_running_stats=False)
          (inn): InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False)
          (ln): LayerNorm((10,), eps=1e-05, elementwise_affine=True)
          (ln2): LayerNorm((3, 4), eps=1e-05, elementwise_affine=False)
          (gn): GroupNorm(2, 6, eps=1e-05, affine=True)
          (do): Dropout(p=0.5, inplace=False)
          (do2): Dropout2d(p=0.25, inplace=True)
          (ad): AlphaDropout(p=0.1, inplace=False)
          (fl): Flatten(start_dim=1, end_dim=-1)
          (un): Unflatten(dim=1, unflattened_size=(2, 5))
          (id): Identity()
        )
        """.ReplaceLineEndings("\n"), nn.Sequential(("a", nn.ReLU()), ("b", nn.ReLU(true)), ("c", nn.ReLU6()), ("d", nn.LeakyReLU(0.2, true)), ("e", nn.ELU()), ("f", nn.CELU(1.5)), ("g", nn.SELU(true)), ("h", nn.GELU()),
            ("i", nn.SiLU()), ("j", nn.Mish()), ("k", nn.Softsign()), ("l", nn.Tanh()), ("m", nn.Sigmoid()), ("n", nn.LogSigmoid()), ("o", nn.Tanhshrink()), ("p", nn.Hardtanh(-2, 2)), ("q", nn.Hardsigmoid()), ("r", nn.Hardswish()),
            ("s", nn.Hardshrink()), ("t", nn.Softshrink(0.25)), ("u", nn.Threshold(0.1, 20)), ("v", nn.Softmax(1)), ("w", nn.LogSoftmax(-1)), ("x", nn.Softmin(0)), ("y", nn.PReLU(3)), ("z", nn.Softmax2d()),
            ("bn", nn.BatchNorm2d(4)), ("bn1", nn.BatchNorm1d(4, eps: 0.001, momentum: null, affine: false, track_running_stats: false)), ("inn", nn.InstanceNorm2d(3)), ("ln", nn.LayerNorm(10)), ("ln2", nn.LayerNorm((3, 4), elementwise_affine: false)),
            ("gn", nn.GroupNorm(2, 6)), ("do", nn.Dropout()), ("do2", nn.Dropout2d(0.25, true)), ("ad", nn.AlphaDropout(0.1)), ("fl", nn.Flatten()), ("un", nn.Unflatten(1, (2, 5))), ("id", nn.Identity())).ToString());

    [Fact]
    public void Losses_print_as_in_pytorch()
    {
        Assert.Equal("CrossEntropyLoss()", nn.CrossEntropyLoss().ToString());
        Assert.Equal("BCEWithLogitsLoss()", nn.BCEWithLogitsLoss(pos_weight: ones(2)).ToString());
        Assert.Equal(["weight"], nn.CrossEntropyLoss(weight: ones(3)).named_buffers().Select(b => b.name));
        Assert.Equal(["pos_weight"], nn.BCEWithLogitsLoss(pos_weight: ones(2)).state_dict().Keys);
    }

    [Fact]
    public void Batch_normalisation_keeps_the_mean_over_all_batches()
    {
        var bn = nn.BatchNorm2d(2, momentum: null);
        var x = Range(16).view(2, 2, 2, 2);
        bn.call(x);
        bn.call(x * 2);
        Close([8.25f, 14.25f], bn.running_mean!);
        Close([49.28571319580078f, 49.28571319580078f], bn.running_var!);
        Assert.Equal(2L, bn.num_batches_tracked!.item<long>());
        bn.eval();
        Close([-1.1751501560211182f, -1.032707691192627f, -0.8902652263641357f, -0.7478228211402893f], bn.call(x).select(0, 0).select(0, 0));
        Assert.Equal("expected 4D input (got 2D input)", Assert.Throws<ArgumentException>(() => bn.call(ones(2, 2))).Message);
    }

    [Fact]
    public void Instances_are_normalised_without_a_batch_too()
        => Close([-0.9999799728393555f, 0.9999799728393555f, -0.9999799728393555f, 0.9999799728393555f], nn.InstanceNorm1d(2, affine: true).call(Range(4).view(2, 2)));

    [Fact]
    public void Dropout_does_nothing_in_evaluation()
    {
        var dropout = nn.Dropout(0.5);
        var x = ones(1000);
        Assert.Contains(0f, dropout.call(x).ToFlatArray<float>());
        dropout.eval();
        Assert.Equal(x.ToFlatArray<float>(), dropout.call(x).ToFlatArray<float>());
        Assert.Equal("dropout probability has to be between 0 and 1, but got 1.5", Assert.Throws<ArgumentException>(() => nn.Dropout(1.5)).Message);
    }

    [Fact]
    public void Shapes_are_flattened_and_unflattened()
    {
        Assert.Equal(new Size(2, 12), nn.Flatten().call(ones(2, 3, 4)).shape);
        Assert.Equal(new Size(6, 4), nn.Flatten(0, 1).call(ones(2, 3, 4)).shape);
        Assert.Equal(new Size(2, 3, 4), nn.Unflatten(1, (3, -1)).call(ones(2, 12)).shape);
        Assert.Throws<ArgumentException>(() => nn.Unflatten(1, (5, 2)).call(ones(2, 12)));
    }

    [Fact]
    public void A_learnt_slope_scales_each_channel()
    {
        var prelu = nn.PReLU(2, init: 0.5);
        using (no_grad()) prelu.weight.select(0, 1).fill_(0.25);
        Close([-0.5f, -0.5f, 1, -0.75f], prelu.call(tensor(new[] { -1f, -2, 1, -3 }).view(2, 2)));
    }

    [Fact]
    public void A_network_learns()
    {
        manual_seed(0);
        var net = nn.Sequential(nn.Linear(2, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2));
        var x = randn(64, 2);
        var y = (x.select(1, 0) * x.select(1, 1) > 0).to(int64);
        var loss = nn.CrossEntropyLoss();
        var adam = optim.Adam(net.parameters(), lr: 0.05);
        float first = 0, last = 0;
        for (int i = 0; i < 60; i++)
        {
            adam.zero_grad();
            var l = loss.call(net.call(x), y);
            l.backward();
            adam.step();
            if (i == 0) first = l.item<float>();
            last = l.item<float>();
        }
        Assert.True(last < first / 3, $"the loss went from {first} to {last}");
    }

    [Fact]
    public void Gradients_are_clipped_as_in_pytorch()
    {
        var g = nn.Parameter(zeros(3));
        var h = nn.Parameter(zeros(1));
        g.grad = tensor(new[] { 3f, 4f, 0f });
        h.grad = tensor(new[] { 12f });
        Assert.Equal(13.0, nn.utils.clip_grad_norm_([g, h], 1), 1e-12);
        Close([0.23076921701431274f, 0.307692289352417f, 0], g.grad!);
        Close([0.923076868057251f], h.grad!);
        g.grad = tensor(new[] { 3f, -4f, 0f });
        Assert.Equal(4.0, nn.utils.clip_grad_norm_([g, h], 2, norm_type: double.PositiveInfinity), 1e-12);
        Close([1.4999996423721313f, -1.9999995231628418f, 0], g.grad!);
        nn.utils.clip_grad_value_([g], 1);
        Close([1, -1, 0], g.grad!);
        var vector = nn.utils.parameters_to_vector([g, h]);
        Assert.Equal(new Size(4), vector.shape);
        nn.utils.vector_to_parameters(tensor(new[] { 1f, 2f, 3f, 4f }), [g, h]);
        Close([1, 2, 3], g);
        Close([4], h);
    }

    private static Tensor Range(int count) => tensor(Enumerable.Range(0, count).Select(i => (float)i).ToArray());

    private static void Close(float[] expected, Tensor actual)
    {
        float[] values = actual.ToFlatArray<float>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - values[i]) <= 1e-6 * Math.Max(1, Math.Abs(expected[i])), $"[{i}]: expected {expected[i]:R}, got {values[i]:R}");
    }
}
