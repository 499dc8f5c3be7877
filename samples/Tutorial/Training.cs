namespace Tutorial;

/// <summary>A loss, its graph, and two ways to update the weights.</summary>
internal static class Training
{
    public static void Run(Page page, (Net Network, Tensor Input) given)
    {
        page.Title("Loss and backward");
        var (net, input) = given;
        var target = randn(10).view(1, -1);
        var criterion = nn.MSELoss();
        var loss = criterion.call(net.call(input), target);
        page.Print(loss);

        // The graph, from the loss back to the last layer's bias, activation and weight.
        page.Print(loss.grad_fn);
        var linear = loss.grad_fn!.next_functions[0].Item1!;
        page.Print(linear);
        foreach (var (function, _) in linear.next_functions) page.Print(function);

        net.zero_grad();
        page.Print("conv1.bias.grad before backward");
        page.Print(net.FirstBias.grad);
        loss.backward();
        page.Print("conv1.bias.grad after backward");
        page.Print(net.FirstBias.grad);

        page.Title("Updating the weights");
        const float learningRate = 0.01f;
        foreach (var f in net.parameters()) f.data.sub_(f.grad!.data * learningRate);

        var optimizer = optim.SGD(net.parameters(), lr: 0.01);
        for (int step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            loss = criterion.call(net.call(input), target);
            loss.backward();
            optimizer.step();
            page.Print(loss);
        }
    }
}

/// <summary>Writing the weights to a file that PyTorch reads, and reading them back.</summary>
internal static class Saving
{
    public static void Run(Page page, Net net, Tensor input)
    {
        page.Title("Saving and loading");
        string folder = Directory.CreateTempSubdirectory("tutorial").FullName;
        string path = Path.Combine(folder, "net.pth");
        save(net.state_dict(), path);
        var other = new Net();
        page.Print(other.load_state_dict(load(path)));
        Directory.Delete(folder, recursive: true);
        page.Print(equal(net.call(input), other.call(input)));

        var (_, predicted) = max(net.call(input), 1);
        page.Print(predicted);
        page.Print(net.state_dict()["fc3.bias"]);
    }
}
