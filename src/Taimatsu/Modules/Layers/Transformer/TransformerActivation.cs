namespace Taimatsu.Modules;

/// <summary>What lies between the two linear layers of a transformer layer: <c>"relu"</c>, <c>"gelu"</c>, one of <see cref="torch.nn.Activations"/>, a function or a module.</summary>
public readonly struct TransformerActivation
{
    private TransformerActivation(Func<Tensor, Tensor> function, bool isRelu, Module<Tensor, Tensor>? module)
    {
        Function = function;
        IsRelu = isRelu;
        Module = module;
    }

    /// <summary>max(0, x), which the linear layer before can do by itself.</summary>
    internal bool IsRelu { get; }

    /// <summary>The function; null in a value that was never set.</summary>
    internal Func<Tensor, Tensor>? Function { get; }

    /// <summary>The module that the function belongs to, if it does.</summary>
    internal Module<Tensor, Tensor>? Module { get; }

    /// <summary>By name.</summary>
    /// <exception cref="ArgumentException">It is not relu or gelu.</exception>
    public static implicit operator TransformerActivation(string name) => name switch
    {
        "relu" => torch.nn.Activations.ReLU,
        "gelu" => torch.nn.Activations.GELU,
        _ => throw new ArgumentException($"activation should be relu/gelu, not {name}"),
    };

    /// <summary>One of the two common ones.</summary>
    public static implicit operator TransformerActivation(torch.nn.Activations activation)
        => activation == torch.nn.Activations.GELU ? new(static x => x.gelu(), false, null) : new(static x => x.relu(), true, null);

    /// <summary>Any function.</summary>
    public static implicit operator TransformerActivation(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function, false, null);
    }

    /// <summary>A module, which becomes a part of the layer.</summary>
    public static implicit operator TransformerActivation(Module<Tensor, Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new(module.call, module is ReLU { inplace: false }, module);
    }
}
