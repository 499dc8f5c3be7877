namespace Taimatsu.Autograd;

/// <summary>The functions that users hung on a node or on its outputs.</summary>
internal sealed class NodeHooks
{
    private readonly List<(long Id, int Output, Func<Tensor, Tensor?> Hook)> _tensorHooks = [];
    private readonly List<(long Id, Action<Tensor> Hook)> _postAccumulate = [];
    private readonly List<(int Output, Tensor Tensor)> _retained = [];
    private static long s_nextId;

    /// <summary>Adds a hook on the gradient of one output; the result removes it.</summary>
    public HookHandle AddTensorHook(int output, Func<Tensor, Tensor?> hook)
    {
        long id = Interlocked.Increment(ref s_nextId);
        _tensorHooks.Add((id, output, hook));
        return new HookHandle(() => _tensorHooks.RemoveAll(h => h.Id == id));
    }

    /// <summary>Adds a hook that runs after a leaf's gradient was accumulated.</summary>
    public HookHandle AddPostAccumulateHook(Action<Tensor> hook)
    {
        long id = Interlocked.Increment(ref s_nextId);
        _postAccumulate.Add((id, hook));
        return new HookHandle(() => _postAccumulate.RemoveAll(h => h.Id == id));
    }

    /// <summary>Puts the gradient of one output into the tensor's grad.</summary>
    public void Retain(int output, Tensor tensor) => _retained.Add((output, tensor));

    public void RunOnGradients(Span<Tensor?> grads)
    {
        foreach (var (_, output, hook) in _tensorHooks.ToArray())
            if (grads[output] is { } grad)
            {
                grad.HasForeignOwner = true;
                var replaced = hook(grad);
                if (replaced is null) continue;
                if (replaced.shape != grad.shape)
                    throw new InvalidOperationException($"hook '{hook.Method.Name}' has changed the size of value: from {grad.shape} to {replaced.shape}");
                replaced.HasForeignOwner = true;
                grads[output] = replaced;
            }
        foreach (var (output, tensor) in _retained)
            if (grads[output] is { } grad)
            {
                grad.HasForeignOwner = true;
                tensor.AccumulateInto(grad);
            }
    }

    public void RunPostAccumulate(Tensor leaf)
    {
        foreach (var (_, hook) in _postAccumulate.ToArray()) hook(leaf);
    }
}

/// <summary>Removes a hook again.</summary>
public sealed class HookHandle : IDisposable
{
    private Action? _remove;

    internal HookHandle(Action remove) => _remove = remove;

    /// <summary>Removes the hook. Calling it again does nothing.</summary>
    public void remove() => Interlocked.Exchange(ref _remove, null)?.Invoke();

    /// <summary>Removes the hook.</summary>
    public void Dispose() => remove();
}
