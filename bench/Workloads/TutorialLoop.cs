namespace Taimatsu.Bench;

/// <summary>The network of PyTorch's CIFAR-10 tutorial.</summary>
internal sealed class TutorialNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(3, 6, 5);
    private readonly Conv2d conv2 = Conv2d(6, 16, 5);
    private readonly Linear fc1 = Linear(16 * 5 * 5, 120);
    private readonly Linear fc2 = Linear(120, 84);
    private readonly Linear fc3 = Linear(84, 10);

    public TutorialNet() : base("Net") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = F.max_pool2d(F.relu(conv1.call(x)), 2);
        x = F.max_pool2d(F.relu(conv2.call(x)), 2);
        x = x.view(-1, 16 * 5 * 5);
        x = F.relu(fc1.call(x));
        x = F.relu(fc2.call(x));
        return fc3.call(x);
    }
}

/// <summary>The tutorial's training loop over images that are in memory, without a data loader: what is timed is tensors, autograd and the optimiser.</summary>
internal static class TutorialLoop
{
    private const int Record = 1 + 3 * 32 * 32;

    /// <summary>Reads files of CIFAR-10's binary version. Images (n, 3, 32, 32) float32 in [-1, 1], labels (n) int64.</summary>
    public static (Tensor Images, Tensor Labels) Read(params IEnumerable<string> paths)
    {
        byte[] data = [.. paths.SelectMany(File.ReadAllBytes)];
        int count = data.Length / Record;
        var pixels = new float[count * (Record - 1)];
        var labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = data[i * Record];
            for (int j = 1; j < Record; j++)
                pixels[i * (Record - 1) + j - 1] = (data[i * Record + j] / 255f - 0.5f) / 0.5f;
        }
        return (torch.tensor(pixels).reshape(count, 3, 32, 32), torch.tensor(labels));
    }

    /// <summary>Trains a new network, and calls <paramref name="report"/> with the number of each step, from 0, and its loss.</summary>
    /// <param name="scoped">Frees what a step made at its end; the peer needs that, or it fills the memory.</param>
    public static TutorialNet Train(Tensor images, Tensor labels, int steps, int batchSize, bool scoped, Action<int, float> report)
    {
        torch.manual_seed(0);
        var net = new TutorialNet();
        var optimizer = torch.optim.SGD(net.parameters(), 0.001, momentum: 0.9);
        Tensor order = labels;
        long count = labels.shape[0], next = count;
        for (int step = 0; step < steps; step++)
        {
            if (next + batchSize > count)
            {
                order = torch.randperm(count);
                next = 0;
            }
            using var scope = scoped ? torch.NewDisposeScope() : null;
            var batch = order.narrow(0, next, batchSize);
            next += batchSize;

            optimizer.zero_grad();
            var loss = F.cross_entropy(net.call(images.index_select(0, batch)), labels.index_select(0, batch));
            loss.backward();
            optimizer.step();
            report(step, loss.item<float>());
        }
        return net;
    }

    /// <summary>The share of images whose class the network tells.</summary>
    public static double Accuracy(TutorialNet net, Tensor images, Tensor labels)
    {
        using var noGrad = torch.no_grad();
        long right = 0, count = labels.shape[0];
        for (long start = 0; start < count; start += 500)
        {
            using var scope = torch.NewDisposeScope();
            long length = Math.Min(500, count - start);
            var predicted = net.call(images.narrow(0, start, length)).argmax(1);
            right += predicted.eq(labels.narrow(0, start, length)).sum().item<long>();
        }
        return (double)right / count;
    }
}
