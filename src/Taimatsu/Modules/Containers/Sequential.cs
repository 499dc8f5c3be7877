using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>Modules one after the other: each gets the result of the one before it.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
public class Sequential : Module<Tensor, Tensor>, IReadOnlyList<Module<Tensor, Tensor>>
{
    /// <summary>No modules yet.</summary>
    public Sequential() { }

    /// <summary>Modules named by their numbers.</summary>
    [OverloadResolutionPriority(1)] // a container given alone is a module, not the list of its modules
    public Sequential(params Module<Tensor, Tensor>[] modules) => extend(modules);

    /// <summary>Modules with names.</summary>
    public Sequential(params (string name, Module<Tensor, Tensor> module)[] modules) : this(modules.AsEnumerable()) { }

    /// <summary>Modules named by their numbers.</summary>
    public Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => extend(modules);

    /// <summary>Modules with names.</summary>
    public Sequential(IEnumerable<(string name, Module<Tensor, Tensor> module)> modules)
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => ModuleSlots.Count;

    /// <summary>A module by its number; negative numbers count from the end.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such module.</exception>
    public Module<Tensor, Tensor> this[int index]
    {
        get => At(ContainerIndex.Wrap(index, Count));
        set => ModuleSlots.SetAt(ContainerIndex.Wrap(index, Count), value);
    }

    /// <summary>The modules of a range, in a container of their own; they are shared.</summary>
    public Sequential this[Range range]
    {
        get
        {
            var (start, length) = range.GetOffsetAndLength(Count);
            var part = new Sequential();
            for (int i = start; i < start + length; i++) part.append(ModuleSlots.GetAt(i).Key, At(i));
            return part;
        }
    }

    /// <summary>Adds a module, named by its number; returns this container.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html#torch.nn.Sequential.append"/>
    public Sequential append(Module<Tensor, Tensor> module) => append(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module with a name; returns this container.</summary>
    public Sequential append(string name, Module<Tensor, Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        register_module(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its number.</summary>
    public void Add(Module<Tensor, Tensor> module) => append(module);

    /// <summary>Adds a module with a name.</summary>
    public void Add(string name, Module<Tensor, Tensor> module) => append(name, module);

    /// <summary>Adds several modules; returns this container.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
    public Sequential extend(IEnumerable<Module<Tensor, Tensor>> modules)
    {
        foreach (var module in modules.ToArray()) append(module);
        return this;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        for (int i = 0; i < ModuleSlots.Count; i++)
        {
            var module = At(i);
            if (i + 1 < ModuleSlots.Count && At(i + 1) is ReLU next && module.MakesNewResult && !module.HasHooks && !next.HasHooks)
            {
                input = Rectified(module, next, input);
                i++;
            }
            else input = module.call(input);
        }
        return input;
    }

    // A result that nobody else sees, and that its layer's gradient does not need, can be rectified by the layer's kernel, or at least where it lies: no memory for a second one, and no
    // second way through the caches. Small results are not worth the question.
    private static Tensor Rectified(Module<Tensor, Tensor> module, ReLU relu, Tensor input)
    {
        bool done = module is IRectifyingLayer;
        var result = module is IRectifyingLayer layer ? layer.Forward(input, ref done) : module.forward(input);
        return done || result.numel() >= 4096 ? Rectification.Of(result, done) : relu.call(result);
    }

    /// <inheritdoc/>
    public IEnumerator<Module<Tensor, Tensor>> GetEnumerator() => ModuleSlots.Values.Cast<Module<Tensor, Tensor>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Module<Tensor, Tensor> At(int index) => (Module<Tensor, Tensor>)ModuleSlots.GetAt(index).Value!;
}
