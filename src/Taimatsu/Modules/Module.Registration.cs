using Taimatsu.Modules;

namespace Taimatsu;

public abstract partial class Module
{
    // By name, in the order of registration. What a field holds is looked up whenever somebody asks, so that an assignment is never missed.
    private readonly OrderedDictionary<string, Parameter?> _parameters = [];
    private readonly OrderedDictionary<string, Tensor?> _buffers = [];
    private readonly OrderedDictionary<string, Module?> _modules = [];
    private readonly HashSet<string> _transient = [];
    private readonly HashSet<object> _named = new(ReferenceEqualityComparer.Instance);
    private bool _tensorFieldsAreBuffers;

    /// <summary>Adds a parameter under a name, or keeps the name for one that is missing.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or belongs to a buffer or a module.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_parameter"/>
    public virtual void register_parameter(string name, Parameter? param)
    {
        Discover();
        CheckName("parameter", name, _buffers.ContainsKey(name) || _modules.ContainsKey(name));
        if (param?.grad_fn is not null)
            throw new ArgumentException($"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To express '{name}' as a function of another Tensor, compute the value in the forward() method.");
        Name(_parameters, name, param);
    }

    /// <summary>Adds a tensor that is moved and saved with the module but not learnt. It is saved only if it is persistent.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or belongs to a parameter or a module.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_buffer"/>
    public virtual void register_buffer(string name, Tensor? tensor, bool persistent = true)
    {
        Discover();
        CheckName("buffer", name, _parameters.ContainsKey(name) || _modules.ContainsKey(name));
        Name(_buffers, name, tensor);
        if (persistent) _transient.Remove(name);
        else _transient.Add(name);
    }

    /// <summary>Adds a module under a name.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or belongs to a parameter or a buffer.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_module"/>
    public virtual void register_module(string name, Module? submodule)
    {
        Discover();
        CheckName("module", name, _parameters.ContainsKey(name) || _buffers.ContainsKey(name));
        Name(_modules, name, submodule);
    }

    /// <summary>Adds a module under a name.</summary>
    /// <exception cref="ArgumentException">The name is empty, has a dot, or belongs to a parameter or a buffer.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.add_module"/>
    public void add_module(string name, Module? module) => register_module(name, module);

    /// <summary>
    /// Makes buffers of the plain tensors in fields, too. Modules and parameters are found without it, so it never has to be called.
    /// </summary>
    protected virtual void RegisterComponents() => _tensorFieldsAreBuffers = true;

    /// <summary>The children by name, for containers that hold nothing else.</summary>
    internal OrderedDictionary<string, Module?> ModuleSlots => _modules;

    /// <summary>The parameters by name, for containers that hold nothing else.</summary>
    internal OrderedDictionary<string, Parameter?> ParameterSlots => _parameters;

    /// <summary>Brings the three lists up to date with what the fields hold.</summary>
    private void Discover()
    {
        foreach (var (name, field) in ModuleFields.Of(this))
            switch (field.GetValue(this))
            {
                case Parameter parameter:
                    if (_parameters.TryGetValue(name, out var known) && ReferenceEquals(known, parameter)) break;
                    if (IsNamedOtherwise(name, parameter)) break;
                    _buffers.Remove(name);
                    _modules.Remove(name);
                    _parameters[name] = parameter;
                    break;
                case Module module:
                    if (_modules.TryGetValue(name, out var knownModule) && ReferenceEquals(knownModule, module)) break;
                    if (IsNamedOtherwise(name, module)) break;
                    _parameters.Remove(name);
                    _buffers.Remove(name);
                    _modules[name] = module;
                    break;
                case Tensor tensor:
                    if (!_buffers.ContainsKey(name) && (!_tensorFieldsAreBuffers || IsNamedOtherwise(name, tensor))) break;
                    _buffers[name] = tensor;
                    break;
                case null:
                    if (_parameters.ContainsKey(name)) _parameters[name] = null;
                    else if (_modules.ContainsKey(name)) _modules[name] = null;
                    else if (_buffers.ContainsKey(name)) _buffers[name] = null;
                    break;
            }
    }

    // What was found in a field moves from the field's name to the given one.
    private void Name<T>(OrderedDictionary<string, T?> slots, string name, T? component) where T : class
    {
        if (component is not null && _named.Add(component))
            for (int i = slots.Count - 1; i >= 0; i--)
                if (ReferenceEquals(slots.GetAt(i).Value, component) && slots.GetAt(i).Key != name)
                    slots.RemoveAt(i);
        slots[name] = component;
    }

    // A field is often only the handle of what was registered under a name of its own; it must not appear a second time under the field's.
    private bool IsNamedOtherwise(string name, object component)
        => _named.Contains(component) && !_parameters.ContainsKey(name) && !_modules.ContainsKey(name) && !_buffers.ContainsKey(name);

    private void CheckName(string kind, string name, bool isTaken)
    {
        if (name.Contains('.', StringComparison.Ordinal)) throw new ArgumentException($"{kind} name can't contain \".\", got: {name}");
        if (name.Length == 0) throw new ArgumentException($"{kind} name can't be empty string \"\"");
        if (isTaken) throw new ArgumentException($"attribute '{name}' already exists");
    }
}
