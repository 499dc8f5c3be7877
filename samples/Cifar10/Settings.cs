namespace Cifar10;

/// <summary>What the command line asked for.</summary>
internal sealed record Settings
{
    /// <summary>The folder of the real data set; null for the small one that the sample carries.</summary>
    public string? Data { get; init; }

    /// <summary>One of <see cref="Models.Names"/>.</summary>
    public required string Model { get; init; }

    public required int Epochs { get; init; }
    public required int BatchSize { get; init; }
    public required double LearningRate { get; init; }
    public required double Momentum { get; init; }
    public required int Workers { get; init; }
    public required int Seed { get; init; }
    public required Device Device { get; init; }

    /// <summary>Where the network and the pictures go.</summary>
    public required string Output { get; init; }
}
