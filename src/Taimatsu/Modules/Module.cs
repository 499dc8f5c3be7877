using System.Diagnostics.CodeAnalysis;
using Taimatsu.Modules;

namespace Taimatsu;

/// <summary>
/// The base of all networks and layers. Fields (and automatic properties) that hold modules or parameters belong to it by themselves, the base
/// class's first, in the order of their declaration; tensors that should be saved but not learnt are named with <see cref="register_buffer"/>.
/// Derive from <see cref="Module{T, TResult}"/> to write a layer.
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html"/>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)]
public abstract partial class Module : IDisposable
{
    private readonly string? _name;

    /// <summary>A module that is called as its class.</summary>
    protected Module() { }

    /// <summary>A module with a name of its own.</summary>
    protected Module(string name) => _name = name;

    /// <summary>True while training: dropout and batch normalisation behave otherwise in evaluation.</summary>
    public bool training { get; private set; } = true;

    /// <summary>The name that the module was given, or its class's.</summary>
    public virtual string GetName() => _name ?? _get_name();

    /// <summary>The name that the printed tree and the errors show: the class's.</summary>
    public virtual string _get_name()
    {
        string name = GetType().Name;
        int generic = name.IndexOf('`', StringComparison.Ordinal);
        return generic < 0 ? name : name[..generic];
    }

    /// <summary>Puts this module and all below it into training mode, or into evaluation mode; returns this module.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train"/>
    public virtual Module train(bool mode = true)
    {
        training = mode;
        foreach (var child in children()) child.train(mode);
        return this;
    }

    /// <summary>Puts this module and all below it into evaluation mode; returns this module.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval"/>
    public virtual Module eval() => train(false);

    /// <summary>Runs a function on all modules below this one, children before parents, and on this one; returns this module.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.apply"/>
    public virtual Module apply(Action<Module> fn)
    {
        foreach (var child in children()) child.apply(fn);
        fn(this);
        return this;
    }

    /// <summary>Switches recording on or off for all parameters; returns this module.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.requires_grad_"/>
    public virtual Module requires_grad_(bool requires_grad = true)
    {
        foreach (var parameter in parameters()) parameter.requires_grad_(requires_grad);
        return this;
    }

    /// <summary>Forgets the gradients of all parameters, or sets them to zero.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.zero_grad"/>
    public virtual void zero_grad(bool set_to_none = true)
    {
        foreach (var parameter in parameters()) Gradients.Clear(parameter, set_to_none);
    }

    /// <summary>Gives the memory of all parameters and buffers back at once. Never needed: memory that nothing refers to comes back by itself.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the memory of all parameters and buffers back at once.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var parameter in parameters()) parameter.Dispose();
        foreach (var buffer in buffers()) buffer.Dispose();
    }
}
