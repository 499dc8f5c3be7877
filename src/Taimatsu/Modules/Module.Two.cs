using Taimatsu.Autograd;
using Taimatsu.Modules;

namespace Taimatsu;

/// <summary>What can be called with two arguments.</summary>
/// <typeparam name="T1">The type of an argument.</typeparam>
/// <typeparam name="T2">The type of an argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface IModule<in T1, in T2, out TResult>
{
    /// <summary>Computes the result and runs the hooks.</summary>
    TResult call(T1 input1, T2 input2);
}

/// <summary>A module of two arguments: derive from it and override <see cref="forward"/>.</summary>
/// <typeparam name="T1">The type of an argument.</typeparam>
/// <typeparam name="T2">The type of an argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html"/>
public abstract class Module<T1, T2, TResult> : Module, IModule<T1, T2, TResult>
{
    private readonly HookList<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>> _preHooks = new();
    private readonly HookList<Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult?>> _hooks = new();

    /// <summary>A module that is called as its class.</summary>
    protected Module() { }

    /// <summary>A module with a name of its own.</summary>
    protected Module(string name) : base(name) { }

    /// <summary>Computes the result. Use <see cref="call"/>, which also runs the hooks.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.forward"/>
    public abstract TResult forward(T1 input1, T2 input2);

    /// <summary>Runs the hooks on the arguments, computes the result, and runs the hooks on it.</summary>
    public TResult call(T1 input1, T2 input2)
        => _preHooks.IsEmpty && _hooks.IsEmpty && !HasBackwardHooks ? forward(input1, input2) : CallWithHooks(input1, input2);

    /// <summary>Runs a function before each call; what it returns, unless null, replaces the arguments.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook"/>
    public HookHandle register_forward_pre_hook(Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?> hook) => _preHooks.Add(hook);

    /// <summary>Runs a function before each call.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_pre_hook"/>
    public HookHandle register_forward_pre_hook(Action<Module<T1, T2, TResult>, T1, T2> hook)
        => _preHooks.Add((module, input1, input2) =>
        {
            hook(module, input1, input2);
            return null;
        });

    /// <summary>Runs a function before each call.</summary>
    public HookHandle register_forward_pre_hook(Action<Module> hook) => register_forward_pre_hook((module, _, _) => hook(module));

    /// <summary>Runs a function on the arguments and the result of each call; what it returns, unless null, replaces the result.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook"/>
    public HookHandle register_forward_hook(Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult?> hook) => _hooks.Add(hook);

    /// <summary>Runs a function on the arguments and the result of each call.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook"/>
    public HookHandle register_forward_hook(Action<Module<T1, T2, TResult>, T1, T2, TResult> hook)
        => _hooks.Add((module, input1, input2, result) =>
        {
            hook(module, input1, input2, result);
            return result;
        });

    /// <summary>Runs a function after each call.</summary>
    public HookHandle register_forward_hook(Action<Module> hook) => register_forward_hook((module, _, _, _) => hook(module));

    private TResult CallWithHooks(T1 input1, T2 input2)
    {
        foreach (var hook in _preHooks.Hooks)
            if (hook(this, input1, input2) is { } replaced)
                (input1, input2) = replaced;
        BackwardWatch? watch = null;
        if (HasBackwardHooks)
        {
            watch = new(this);
            object?[] arguments = [input1, input2];
            watch.WatchInputs(arguments);
            (input1, input2) = ((T1)arguments[0]!, (T2)arguments[1]!);
        }
        var result = forward(input1, input2);
        foreach (var hook in _hooks.Hooks)
            if (hook(this, input1, input2, result) is { } replaced)
                result = replaced;
        return watch is null ? result : watch.WatchResult(result);
    }
}
