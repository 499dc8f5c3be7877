namespace Taimatsu.Modules;

/// <summary>What the layers of a transformer are made from, and what encoder and decoder layers share.</summary>
internal sealed record TransformerSettings(long Width, long Heads, long FeedForward, double Dropout, TransformerActivation Activation, double Eps, bool BatchFirst, bool NormFirst, bool Bias,
    Device? Device, ScalarType? Type)
{
    /// <summary>The activation that was asked for, relu by default.</summary>
    public static TransformerActivation Given(TransformerActivation? activation) => activation is { Function: not null } given ? given : torch.nn.Activations.ReLU;

    public MultiheadAttention NewAttention() => new(Width, Heads, Dropout, Bias, batch_first: BatchFirst, device: Device, dtype: Type);

    public Linear NewLinear(long inputs, long outputs) => new(inputs, outputs, Bias, Device, Type);

    public LayerNorm NewNorm() => new([Width], Eps, bias: Bias, device: Device, dtype: Type);

    /// <summary>The activation of a linear layer's result.</summary>
    public static Tensor Activated(Linear linear, Module<Tensor, Tensor>? module, TransformerActivation activation, Tensor x)
        => module is not null ? module.call(linear.call(x)) : activation.Function!(linear.call(x));

    /// <summary>Gives a fresh layer the values and the modes of another.</summary>
    public static TLayer Copied<TLayer>(TLayer source, TLayer copy) where TLayer : Module
    {
        using var off = torch.no_grad();
        foreach (var ((_, from), (_, to)) in source.named_parameters().Zip(copy.named_parameters()))
        {
            to.copy_(from);
            to.requires_grad_(from.requires_grad);
        }
        copy.train(source.training);
        return copy;
    }

    /// <summary>Copies of a layer; the random numbers of their first values do not count.</summary>
    public static ModuleList<TLayer> Copies<TLayer>(TLayer layer, long count, Func<TLayer, TLayer> copy) where TLayer : Module
    {
        var state = torch.get_rng_state();
        var list = new ModuleList<TLayer>();
        for (long i = 0; i < count; i++) list.Add(copy(layer));
        torch.set_rng_state(state);
        return list;
    }
}
