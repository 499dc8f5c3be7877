namespace Cifar10;

/// <summary>How often pictures of each class were taken for each.</summary>
internal sealed class ConfusionMatrix
{
    private readonly long[,] _counts = new long[10, 10];

    /// <summary>How many pictures of a class were taken for another one.</summary>
    public long this[long truth, long predicted] => _counts[truth, predicted];

    public void Add(long truth, long predicted) => _counts[truth, predicted]++;

    /// <summary>The number of pictures of a class.</summary>
    public long Total(int truth) => Enumerable.Range(0, 10).Sum(p => _counts[truth, p]);

    /// <summary>The tutorial's lines: the accuracy of the network and of each class.</summary>
    public void Print(long images)
    {
        long correct = Enumerable.Range(0, 10).Sum(c => _counts[c, c]);
        Console.WriteLine($"Accuracy of the network on the {images} test images: {100 * correct / Math.Max(images, 1)} %");
        for (int c = 0; c < 10; c++) Console.WriteLine($"Accuracy of {Pictures.Classes[c],5} : {100 * _counts[c, c] / Math.Max(Total(c), 1),2} %");
    }
}

/// <summary>The network's answers for all test pictures.</summary>
internal static class Evaluation
{
    public static ConfusionMatrix Run(Module<Tensor, Tensor> net, IEnumerable<(Tensor, Tensor)> testloader, Device device)
    {
        var confusion = new ConfusionMatrix();
        using (no_grad())
            foreach (var (images, labels) in testloader)
            {
                var (_, predicted) = max(net.call(images.to(device)), 1);
                foreach (var (truth, answer) in labels.numpy<long>().Zip(predicted.cpu().numpy<long>())) confusion.Add(truth, answer);
            }
        return confusion;
    }
}
