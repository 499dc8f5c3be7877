namespace Taimatsu.Bench;

/// <summary>Something to be timed in both libraries.</summary>
/// <param name="Family">What it belongs to in the table.</param>
/// <param name="Name">Its name, unique within the family.</param>
/// <param name="Setup">Makes the tensors and returns one iteration.</param>
/// <param name="Flops">Floating point operations of an iteration; 0 where they mean nothing.</param>
/// <param name="Bytes">Bytes that an iteration must read and write; 0 where they mean nothing.</param>
internal sealed record Workload(string Family, string Name, Func<Action> Setup, double Flops = 0, double Bytes = 0)
{
    public string FullName => $"{Family}/{Name}";

    /// <summary>An iteration whose temporaries are given back, as a careful user of TorchSharp writes it.</summary>
    public static Action Scoped(Action body) => () =>
    {
        using var scope = NewDisposeScope();
        body();
    };

    /// <summary>The same without recording a graph.</summary>
    public static Action Silent(Action body) => () =>
    {
        using var scope = NewDisposeScope();
        using var silence = no_grad();
        body();
    };

    /// <summary>A kernel without a graph, whose result is given back at once.</summary>
    public static Action Silent(Func<Tensor> body) => () =>
    {
        using var silence = no_grad();
        using var result = body();
    };

    /// <summary>All workloads, family by family.</summary>
    public static List<Workload> All()
    {
        manual_seed(1);
        return
        [
            .. Dispatch.All(), .. Training.All(), .. Inference.All(), .. MatrixProducts.All(), .. Convolutions.All(), .. Pooling.All(), .. Normalisation.All(), .. Elementwise.All(),
            .. Reductions.All(), .. Indexing.All(), .. Copies.All(), .. RandomNumbers.All(), .. Optimizers.All(), .. Loading.All(), .. Sequences.All(),
        ];
    }

    /// <summary>The wide sweep: many more operators, sizes and types, each timed briefly, to find what the table's families do not show.</summary>
    public static List<Workload> Wide()
    {
        manual_seed(1);
        return [.. WidePointwise.All(), .. WideReductions.All(), .. WideSorting.All(), .. WideSelection.All(), .. WideLayers.All(), .. WideProducts.All(), .. WideNets.All()];
    }
}
