namespace Taimatsu;

/// <summary>Parameters that an optimiser steps with settings of their own: <c>new ParamGroup(net.parameters()) { ["lr"] = 0.1 }</c>.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/optim.html#per-parameter-options"/>
public sealed class ParamGroup
{
    private readonly OrderedDictionary<string, object?> _options = [];

    /// <summary>A group of these parameters; settings that are not given are the optimiser's.</summary>
    public ParamGroup(IEnumerable<Tensor> parameters, double? lr = null, double? weight_decay = null, double? momentum = null)
    {
        @params = [.. parameters];
        if (lr is { } rate) this["lr"] = rate;
        if (weight_decay is { } decay) this["weight_decay"] = decay;
        if (momentum is { } m) this["momentum"] = m;
    }

    /// <summary>The parameters.</summary>
    public List<Tensor> @params { get; }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Tensor> Parameters => @params;

    /// <summary>A setting by PyTorch's name, such as <c>lr</c> or <c>weight_decay</c>: a number, a truth value, a pair of numbers or null.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public object? this[string name]
    {
        get => _options.TryGetValue(name, out object? value) ? value : throw new KeyNotFoundException($"'{name}'");
        set => _options[name] = value switch
        {
            float f => (double)f,
            int i => (long)i,
            (float a, float b) => ((double)a, (double)b),
            _ => value,
        };
    }

    /// <summary>The names of all settings.</summary>
    public IEnumerable<string> Keys => _options.Keys;

    /// <summary>The learning rate.</summary>
    public double lr
    {
        get => Number("lr");
        set => this["lr"] = value;
    }

    /// <summary>The learning rate.</summary>
    public double LearningRate
    {
        get => lr;
        set => lr = value;
    }

    /// <summary>The learning rate before any scheduler changed it.</summary>
    public double InitialLearningRate
    {
        get => Contains("initial_lr") ? Number("initial_lr") : lr;
        set => this["initial_lr"] = value;
    }

    /// <summary>True if there is a setting of that name.</summary>
    public bool Contains(string name) => _options.ContainsKey(name);

    /// <summary>A setting that is a number.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public double Number(string name) => this[name] switch
    {
        double d => d,
        long l => l,
        bool b => b ? 1 : 0,
        Tensor t => t.item<double>(),
        var other => throw new InvalidCastException($"param group: '{name}' is {other ?? "None"}, expected a number"),
    };

    /// <summary>A setting that is a truth value.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public bool Flag(string name) => this[name] is true;

    /// <summary>A setting that is a pair of numbers, such as <c>betas</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidCastException">It is no pair.</exception>
    public (double First, double Second) Pair(string name) => this[name] switch
    {
        (double a, double b) => (a, b),
        System.Collections.IList { Count: 2 } list => (System.Convert.ToDouble(list[0]), System.Convert.ToDouble(list[1])),
        var other => throw new InvalidCastException($"param group: '{name}' is {other ?? "None"}, expected two numbers"),
    };

    /// <summary>Adds the settings that are missing.</summary>
    internal void Complete(IEnumerable<KeyValuePair<string, object?>> defaults)
    {
        foreach (var (name, value) in defaults) _options.TryAdd(name, value);
    }
}
