namespace Tutorial;

/// <summary>The tutorial's first network: two convolutions and three linear layers for one 32 × 32 picture channel.</summary>
public sealed class Net : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = nn.Conv2d(1, 6, 3);
    private readonly Conv2d conv2 = nn.Conv2d(6, 16, 3);
    private readonly Linear fc1 = nn.Linear(16 * 6 * 6, 120);
    private readonly Linear fc2 = nn.Linear(120, 84);
    private readonly Linear fc3 = nn.Linear(84, 10);

    public Net() : base(nameof(Net)) { }

    /// <summary>The bias whose gradient the tutorial looks at.</summary>
    public Tensor FirstBias => conv1.bias!;

    public override Tensor forward(Tensor x)
    {
        x = F.max_pool2d(F.relu(conv1.call(x)), (2, 2));
        x = F.max_pool2d(F.relu(conv2.call(x)), 2);
        x = x.view(-1, FlatFeatures(x));
        x = F.relu(fc1.call(x));
        x = F.relu(fc2.call(x));
        return fc3.call(x);
    }

    // All dimensions but the batch's.
    private static long FlatFeatures(Tensor x) => x.size()[1..].numel();
}

/// <summary>Defining a network and running it.</summary>
internal static class Networks
{
    public static (Net Network, Tensor Input) Run(Page page)
    {
        page.Title("Networks");
        var net = new Net();
        page.Print(net);
        var parameters = net.parameters().ToList();
        page.Print(parameters.Count);
        page.Print(parameters[0].size());

        var input = randn(1, 1, 32, 32);
        var output = net.call(input);
        page.Print(output);
        net.zero_grad();
        output.backward(randn(1, 10));
        return (net, input);
    }
}
