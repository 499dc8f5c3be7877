namespace Cifar10;

/// <summary>The tutorial's network: two convolutions with pooling, then three linear layers, for pictures [N, 3, 32, 32].</summary>
internal sealed class Net() : Module<Tensor, Tensor>(nameof(Net))
{
    private readonly Conv2d conv1 = nn.Conv2d(3, 6, 5);
    private readonly MaxPool2d pool = nn.MaxPool2d(2, 2);
    private readonly Conv2d conv2 = nn.Conv2d(6, 16, 5);
    private readonly Linear fc1 = nn.Linear(16 * 5 * 5, 120);
    private readonly Linear fc2 = nn.Linear(120, 84);
    private readonly Linear fc3 = nn.Linear(84, 10);

    public override Tensor forward(Tensor x)
    {
        x = pool.call(F.relu(conv1.call(x)));
        x = pool.call(F.relu(conv2.call(x)));
        x = x.view(-1, 16 * 5 * 5);
        x = F.relu(fc1.call(x));
        x = F.relu(fc2.call(x));
        return fc3.call(x);
    }
}
