namespace Cifar10;

/// <summary>The tutorial's chapter on classifiers, from the data to the accuracy of each class.</summary>
internal static class Tutorial
{
    public static void Run(Settings settings)
    {
        manual_seed(settings.Seed);
        var pictures = Pictures.Load(settings.Data, changes: settings.Model == "resnet18");
        bool pins = settings.Device.type == DeviceType.CUDA;
        var trainloader = torch.utils.data.DataLoader(pictures.Train, batch_size: settings.BatchSize, shuffle: true, num_workers: settings.Workers, pin_memory: pins);
        var testloader = torch.utils.data.DataLoader(pictures.Test, batch_size: settings.BatchSize, shuffle: false, num_workers: settings.Workers, pin_memory: pins);

        var net = Models.Create(settings.Model);
        Console.WriteLine(net);
        net.to(settings.Device);
        var losses = Training.Run(net, trainloader, settings);
        Console.WriteLine("Finished Training");

        string path = Path.Combine(settings.Output, "cifar_net.pth");
        save(net.state_dict(), path);

        // As the tutorial does: a new network with the weights from the file.
        net = Models.Create(settings.Model);
        net.load_state_dict(load(path, map_location: "cpu"));
        net.to(settings.Device);
        net.eval();
        ShowFirstBatch(net, testloader, settings.Device);

        var confusion = Evaluation.Run(net, testloader, settings.Device);
        confusion.Print(pictures.Test.Count);
        Plots.Loss(losses, Path.Combine(settings.Output, "loss.png"));
        Plots.Confusion(confusion, Path.Combine(settings.Output, "confusion.png"));
        Plots.Grid(net, pictures.Test, settings.Device, Path.Combine(settings.Output, "grid.png"));
        Console.WriteLine($"cifar_net.pth, grid.png, loss.png and confusion.png are in {Path.GetFullPath(settings.Output)}");
    }

    private static void ShowFirstBatch(Module<Tensor, Tensor> net, IEnumerable<(Tensor, Tensor)> testloader, Device device)
    {
        var (images, labels) = testloader.First();
        if (!Console.IsOutputRedirected) torchvision.utils.show(torchvision.utils.make_grid(Pictures.Visible(images)));
        Console.WriteLine($"GroundTruth:  {Names(labels)}");
        var (_, predicted) = max(net.call(images.to(device)), 1);
        Console.WriteLine($"Predicted:  {Names(predicted)}");
    }

    private static string Names(Tensor labels) => string.Join(' ', labels.cpu().numpy<long>().Take(4).Select(l => $"{Pictures.Classes[l],5}"));
}
