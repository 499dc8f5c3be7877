using Cifar10;
using Classify;

// classify cifar_net.pth picture.png: what the tutorial's network, as Cifar10 leaves it, sees in a picture.
if (args is not [var weights, var picture])
{
    Console.Error.WriteLine("usage: classify NET.pth PICTURE.png");
    return 2;
}
string[] classes = ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
try
{
    var net = new Net();
    net.load_state_dict(load<StateDict>(weights));
    net.eval();
    using (no_grad())
    {
        var pixels = PngPicture.Read(picture).to(ScalarType.Float32) / 255;
        // Pictures of any size: the mean colour of each of 32 x 32 areas. Then -1 to 1, as in training.
        var image = (F.adaptive_avg_pool2d(pixels.unsqueeze(0), 32) - 0.5) / 0.5;
        var chances = F.softmax(net.call(image), 1)[0];
        var (best, which) = max(chances, 0);
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{classes[which.item<long>()]} {best.item<float>():P1}"));
    }
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or ArgumentException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
