using System.Text;
using Taimatsu.Modules;
using Taimatsu.Optimizers;

namespace Taimatsu;

/// <summary>The base of all optimisers: groups of parameters, what is remembered of each parameter, and the loop over both.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/optim.html#torch.optim.Optimizer"/>
public abstract partial class Optimizer : IDisposable
{
    private readonly List<ParamGroup> _groups = [];
    private readonly OrderedDictionary<string, object?> _defaults;

    /// <summary>An optimiser of groups of parameters; <paramref name="defaults"/> are the settings of groups that do not say otherwise.</summary>
    /// <exception cref="ArgumentException">There is no parameter, one appears twice, or one was computed from others.</exception>
    protected Optimizer(IEnumerable<ParamGroup> groups, IEnumerable<KeyValuePair<string, object?>> defaults)
    {
        _defaults = new(defaults);
        foreach (var group in groups) add_param_group(group);
        if (_groups.Count == 0) throw new ArgumentException("optimizer got an empty parameter list");
    }

    /// <summary>The groups of parameters with their settings.</summary>
    public IReadOnlyList<ParamGroup> param_groups => _groups;

    /// <summary>The groups of parameters with their settings.</summary>
    public IReadOnlyList<ParamGroup> ParamGroups => _groups;

    /// <summary>The settings of groups that do not say otherwise.</summary>
    public IReadOnlyDictionary<string, object?> defaults => _defaults;

    /// <summary>What is remembered of each parameter, by PyTorch's names such as <c>momentum_buffer</c>.</summary>
    public Dictionary<Tensor, OrderedDictionary<string, object?>> state { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>All parameters of all groups.</summary>
    public IReadOnlyList<Tensor> parameters() => [.. _groups.SelectMany(g => g.@params)];

    /// <summary>Adds a group of parameters, such as layers that are to be trained from now on.</summary>
    /// <exception cref="ArgumentException">It is empty, a parameter is in a group already, or one was computed from others.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.add_param_group.html"/>
    public virtual void add_param_group(ParamGroup param_group)
    {
        if (param_group.@params.Count == 0) throw new ArgumentException("optimizer got an empty parameter list");
        var seen = new HashSet<Tensor>(parameters(), ReferenceEqualityComparer.Instance);
        foreach (var parameter in param_group.@params)
        {
            if (!parameter.is_leaf) throw new ArgumentException("can't optimize a non-leaf Tensor");
            if (!seen.Add(parameter)) throw new ArgumentException("some parameters appear in more than one parameter group");
        }
        param_group.Complete(_defaults);
        CheckSettings(param_group);
        _groups.Add(param_group);
    }

    /// <summary>Forgets the gradients of all parameters, or sets them to zero.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html"/>
    public virtual void zero_grad(bool set_to_none = true)
    {
        foreach (var group in _groups)
            foreach (var parameter in group.@params)
                Gradients.Clear(parameter, set_to_none);
    }

    /// <summary>Changes all parameters that have a gradient. A closure, if given, computes the loss anew first, and its result is returned.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.step.html"/>
    public virtual Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
            using (torch.enable_grad())
                loss = closure();
        using (torch.no_grad())
            foreach (var group in _groups)
                Update(group);
        return loss;
    }

    /// <summary>Nothing has to be disposed; it is here for code that does.</summary>
    public void Dispose()
    {
        state.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Throws if a group's settings make no sense.</summary>
    protected virtual void CheckSettings(ParamGroup group) { }

    /// <summary>Changes the parameters of one group; nothing is recorded meanwhile.</summary>
    protected abstract void Update(ParamGroup group);

    /// <summary>What is remembered of a parameter; empty at first.</summary>
    protected OrderedDictionary<string, object?> StateOf(Tensor parameter)
    {
        if (!state.TryGetValue(parameter, out var known)) state[parameter] = known = [];
        return known;
    }

    /// <summary>The optimiser as PyTorch prints it: its groups with their settings in alphabetical order.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(GetType().Name).Append(" (");
        for (int i = 0; i < _groups.Count; i++)
        {
            text.Append("\nParameter Group ").Append(i).Append('\n');
            foreach (string name in _groups[i].Keys.Order(StringComparer.Ordinal))
                text.Append("    ").Append(name).Append(": ").Append(PythonText.Of(_groups[i][name])).Append('\n');
        }
        return text.Append(')').ToString();
    }
}
