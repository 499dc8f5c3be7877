using Taimatsu.Modules;

namespace Taimatsu;

public abstract partial class Module
{
    /// <summary>The parameters of this module and, unless told otherwise, of all below it; each once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.parameters"/>
    public virtual IReadOnlyList<Parameter> parameters(bool recurse = true) => [.. named_parameters(recurse).Select(p => p.parameter)];

    /// <summary>The parameters with their names, such as <c>layer1.0.weight</c>; each parameter once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_parameters"/>
    public virtual IReadOnlyList<(string name, Parameter parameter)> named_parameters(bool recurse = true)
    {
        var found = new List<(string, Parameter)>();
        Collect(recurse, static m => m._parameters, found);
        return found;
    }

    /// <summary>The buffers of this module and, unless told otherwise, of all below it; each once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.buffers"/>
    public virtual IReadOnlyList<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true)
        => [.. named_buffers(recurse, include_nonpersistent).Select(b => b.buffer)];

    /// <summary>The buffers with their names; each buffer once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_buffers"/>
    public virtual IReadOnlyList<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
    {
        var found = new List<(string, Tensor)>();
        Collect(recurse, m => include_nonpersistent || m._transient.Count == 0 ? m._buffers : m._buffers.Where(b => !m._transient.Contains(b.Key)), found);
        return found;
    }

    /// <summary>The modules directly in this one; each once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.children"/>
    public virtual IReadOnlyList<Module> children() => [.. named_children().Select(c => c.module)];

    /// <summary>The modules directly in this one with their names; each once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_children"/>
    public virtual IReadOnlyList<(string name, Module module)> named_children()
    {
        Discover();
        var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance);
        var found = new List<(string, Module)>();
        foreach (var (name, module) in _modules)
            if (module is not null && seen.Add(module))
                found.Add((name, module));
        return found;
    }

    /// <summary>This module and all below it, parents before children; each once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.modules"/>
    public virtual IReadOnlyList<Module> modules() => [.. named_modules().Select(m => m.module)];

    /// <summary>This module, whose name is empty, and all below it with their names; each once.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_modules"/>
    public virtual IReadOnlyList<(string name, Module module)> named_modules()
    {
        var found = new List<(string, Module)>();
        Walk(this, "", new(ReferenceEqualityComparer.Instance), found);
        return found;
    }

    /// <summary>A parameter by its full name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_parameter"/>
    public virtual Parameter get_parameter(string target)
    {
        var (module, name) = Find(target);
        return module._parameters.TryGetValue(name, out var parameter) && parameter is not null ? parameter : throw Missing(module, name, "nn.Parameter");
    }

    /// <summary>A buffer by its full name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_buffer"/>
    public virtual Tensor get_buffer(string target)
    {
        var (module, name) = Find(target);
        return module._buffers.TryGetValue(name, out var buffer) && buffer is not null ? buffer : throw Missing(module, name, "buffer");
    }

    /// <summary>A module by its full name; this one if the name is empty.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_submodule"/>
    public virtual Module get_submodule(string target)
    {
        var module = this;
        if (target.Length == 0) return module;
        foreach (string name in target.Split('.'))
        {
            module.Discover();
            module = module._modules.TryGetValue(name, out var child) && child is not null ? child : throw Missing(module, name, "nn.Module");
        }
        return module;
    }

    /// <summary>True if there is a parameter of that full name.</summary>
    public virtual bool has_parameter(string target) => named_parameters().Any(p => p.name == target);

    /// <summary>True if there is a buffer of that full name.</summary>
    public virtual bool has_buffer(string target) => named_buffers().Any(b => b.name == target);

    private (Module Module, string Name) Find(string target)
    {
        int dot = target.LastIndexOf('.');
        var module = dot < 0 ? this : get_submodule(target[..dot]);
        module.Discover();
        return (module, target[(dot + 1)..]);
    }

    private static ArgumentException Missing(Module module, string name, string kind) => new($"{module._get_name()} has no attribute `{name}` that is a {kind}");

    private void Collect<T>(bool recurse, Func<Module, IEnumerable<KeyValuePair<string, T?>>> members, List<(string, T)> found) where T : class
    {
        if (!recurse) Discover();
        var seen = new HashSet<T>(ReferenceEqualityComparer.Instance);
        foreach (var (prefix, module) in recurse ? named_modules() : [("", this)])
            foreach (var (name, member) in members(module))
                if (member is not null && seen.Add(member))
                    found.Add((prefix.Length == 0 ? name : $"{prefix}.{name}", member));
    }

    private static void Walk(Module module, string name, HashSet<Module> seen, List<(string, Module)> found)
    {
        if (!seen.Add(module)) return;
        module.Discover();
        found.Add((name, module));
        foreach (var (key, child) in module._modules)
            if (child is not null)
                Walk(child, name.Length == 0 ? key : $"{name}.{key}", seen, found);
    }
}
