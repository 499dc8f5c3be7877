using Taimatsu.Autograd;
using Taimatsu.Modules;

namespace Taimatsu;

/// <summary>What can be called with one argument.</summary>
/// <typeparam name="T">The type of an argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface IModule<in T, out TResult>
{
    /// <summary>Computes the result and runs the hooks.</summary>
    TResult call(T input);
}

/// <summary>A module of one argument: derive from it and override <see cref="forward"/>.</summary>
/// <typeparam name="T">The type of an argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html"/>
public abstract class Module<T, TResult> : Module, IModule<T, TResult>
{
    private readonly HookList<Func<Module<T, TResult>, T, T?>> _preHooks = new();
    private readonly HookList<Func<Module<T, TResult>, T, TResult, TResult?>> _hooks = new();

    /// <summary>A module that is called as its class.</summary>
    protected Module() { }

    /// <summary>A module with a name of its own.</summary>
    protected Module(string name) : base(name) { }

    /// <summary>Computes the result. Use <see cref="call"/>, which also runs the hooks.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.forward"/>
    public abstract TResult forward(T input);

    /// <summary>True if functions watch this module's calls, or the gradients that flow back through it.</summary>
    internal bool HasHooks => !(_preHooks.IsEmpty && _hooks.IsEmpty && !HasBackwardHooks);

    /// <summary>True of layers whose result is always memory of its own, which their gradient does not read.</summary>
    internal virtual bool MakesNewResult => false;

    /// <summary>Runs the hooks on the arguments, computes the result, and runs the hooks on it.</summary>
    public TResult call(T input)
        => HasHooks ? CallWithHooks(input) : forward(input);

    /// <summary>Runs a function before each call; what it returns, unless null, replaces the argument.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook"/>
    public HookHandle register_forward_pre_hook(Func<Module<T, TResult>, T, T?> hook) => _preHooks.Add(hook);

    /// <summary>Runs a function before each call.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook"/>
    public HookHandle register_forward_pre_hook(Action<Module<T, TResult>, T> hook)
        => _preHooks.Add((module, input) =>
        {
            hook(module, input);
            return input;
        });

    /// <summary>Runs a function before each call.</summary>
    public HookHandle register_forward_pre_hook(Action<Module> hook) => register_forward_pre_hook((module, _) => hook(module));

    /// <summary>Runs a function on the argument and the result of each call; what it returns, unless null, replaces the result.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook"/>
    public HookHandle register_forward_hook(Func<Module<T, TResult>, T, TResult, TResult?> hook) => _hooks.Add(hook);

    /// <summary>Runs a function on the argument and the result of each call.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook"/>
    public HookHandle register_forward_hook(Action<Module<T, TResult>, T, TResult> hook)
        => _hooks.Add((module, input, result) =>
        {
            hook(module, input, result);
            return result;
        });

    /// <summary>Runs a function after each call.</summary>
    public HookHandle register_forward_hook(Action<Module> hook) => register_forward_hook((module, _, _) => hook(module));

    private TResult CallWithHooks(T input)
    {
        foreach (var hook in _preHooks.Hooks)
            if (hook(this, input) is { } replaced)
                input = replaced;
        BackwardWatch? watch = null;
        if (HasBackwardHooks)
        {
            watch = new(this);
            object?[] arguments = [input];
            watch.WatchInputs(arguments);
            input = (T)arguments[0]!;
        }
        var result = forward(input);
        foreach (var hook in _hooks.Hooks)
            if (hook(this, input, result) is { } replaced)
                result = replaced;
        return watch is null ? result : watch.WatchResult(result);
    }
}
