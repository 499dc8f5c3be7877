using Taimatsu.Modules;
using Taimatsu.Optimizers;

namespace Taimatsu.Tests.Gpu;

/// <summary>Whole nets that train on a GPU and get the processor's losses.</summary>
public class TrainingTests
{
    [Theory, InlineData("SGD"), InlineData("Adam")]
    public void The_tutorials_net_gets_the_processors_losses(string optimizer)
    {
        Compare(TutorialNet, Pictures(2, 3, 32), torch.tensor(new long[] { 3, 8 }), 3,
            parameters => optimizer == "SGD" ? new SGD(parameters, lr: 0.01, momentum: 0.9) : new Adam(parameters, lr: 1e-3));
    }

    [Fact]
    public void A_residual_net_gets_the_processors_losses()
        => Compare(() => new ResidualNet(), Pictures(3, 3, 8), torch.tensor(new long[] { 0, 2, 1 }), 3, parameters => new SGD(parameters, lr: 0.05, momentum: 0.9, weight_decay: 5e-4, nesterov: true));

    private static Module TutorialNet() => torch.nn.Sequential(
        torch.nn.Conv2d(3, 6, 5), torch.nn.ReLU(), torch.nn.MaxPool2d(2, 2), torch.nn.Conv2d(6, 16, 5), torch.nn.ReLU(), torch.nn.MaxPool2d(2, 2), torch.nn.Flatten(),
        torch.nn.Linear(16 * 5 * 5, 120), torch.nn.ReLU(), torch.nn.Linear(120, 84), torch.nn.ReLU(), torch.nn.Linear(84, 10));

    private sealed class ResidualNet : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _stem = torch.nn.Conv2d(3, 4, 3, padding: 1, bias: false), _norm = torch.nn.BatchNorm2d(4);
        private readonly Module<Tensor, Tensor> _conv1 = torch.nn.Conv2d(4, 8, 3, stride: 2, padding: 1, bias: false), _norm1 = torch.nn.BatchNorm2d(8);
        private readonly Module<Tensor, Tensor> _conv2 = torch.nn.Conv2d(8, 8, 3, padding: 1, bias: false), _norm2 = torch.nn.BatchNorm2d(8);
        private readonly Module<Tensor, Tensor> _short = torch.nn.Conv2d(4, 8, 1, stride: 2, bias: false), _shortNorm = torch.nn.BatchNorm2d(8), _head = torch.nn.Linear(8, 3);

        public override Tensor forward(Tensor x)
        {
            x = _norm.forward(_stem.forward(x)).relu();
            var y = _norm2.forward(_conv2.forward(_norm1.forward(_conv1.forward(x)).relu()));
            x = (y + _shortNorm.forward(_short.forward(x))).relu();
            return _head.forward(torch.nn.functional.adaptive_avg_pool2d(x, 1).flatten(1));
        }
    }

    private static Tensor Pictures(long count, long channels, long side)
        => torch.arange(count * channels * side * side, dtype: ScalarType.Float32).mul(0.37f).sin().reshape(count, channels, side, side);

    private static void Compare(Func<Module> make, Tensor inputs, Tensor labels, int steps, Func<IEnumerable<Parameter>, Optimizer> optimize)
    {
        PtxCompiler.Watch();
        // One state for both: tests that run at the same time draw from the same random numbers.
        torch.manual_seed(7);
        var start = make().state_dict();
        double[] expected = Losses("cpu"), actual = Losses("cuda");
        for (int i = 0; i < steps; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, expected[i]), $"losses {string.Join(" ", actual)}, expected {string.Join(" ", expected)}");
        Assert.True(expected[^1] < expected[0]);

        double[] Losses(string device)
        {
            var net = make();
            net.load_state_dict(start);
            net.to(device);
            Assert.All(net.parameters(), p => Assert.Equal(device, p.device.ToString().Split(':')[0]));
            Tensor x = inputs.to(device), y = labels.to(device);
            var optimizer = optimize(net.parameters());
            var losses = new double[steps];
            for (int i = 0; i < steps; i++)
            {
                optimizer.zero_grad();
                var loss = torch.nn.functional.cross_entropy(((Module<Tensor, Tensor>)net).forward(x), y);
                loss.backward();
                optimizer.step();
                losses[i] = loss.item<float>();
            }
            return losses;
        }
    }
}
