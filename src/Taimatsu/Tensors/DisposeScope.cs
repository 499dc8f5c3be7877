namespace Taimatsu;

/// <summary>
/// For programs that were written for TorchSharp. Memory that nothing refers to comes back by itself, so a scope does nothing to tensors that are made inside it; those
/// that are put into it by <see cref="Include"/> it gives back at its end.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? t_current;
    private readonly HashSet<Tensor> _tensors = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    internal DisposeScope()
    {
        OuterScope = t_current;
        t_current = this;
    }

    /// <summary>The scope around this one.</summary>
    public DisposeScope? OuterScope { get; }

    /// <summary>The number of tensors that will be disposed.</summary>
    public int DisposablesCount => _tensors.Count;

    /// <summary>The innermost scope of this thread.</summary>
    internal static DisposeScope? Current => t_current;

    /// <summary>Hands a tensor to the scope around this one; returns the tensor.</summary>
    public Tensor MoveToOuter(Tensor tensor)
    {
        if (_tensors.Remove(tensor)) OuterScope?._tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Takes a tensor out of the scope; returns the tensor.</summary>
    public Tensor Detach(Tensor tensor)
    {
        _tensors.Remove(tensor);
        return tensor;
    }

    /// <summary>Puts a tensor into the scope; returns the tensor.</summary>
    public Tensor Include(Tensor tensor)
    {
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Gives back the memory of the tensors that were put in.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        if (t_current == this) t_current = OuterScope;
        foreach (var tensor in _tensors) tensor.Dispose();
        _tensors.Clear();
    }
}

public partial class Tensor
{
    /// <summary>Hands this tensor to the scope around the current one.</summary>
    public Tensor MoveToOuterDisposeScope() => DisposeScope.Current?.MoveToOuter(this) ?? this;

    /// <summary>Takes this tensor out of the current scope.</summary>
    public Tensor DetachFromDisposeScope() => DisposeScope.Current?.Detach(this) ?? this;
}

public static partial class torch
{
    /// <summary>A scope as TorchSharp's programs open them. Never needed.</summary>
    public static DisposeScope NewDisposeScope() => new();
}
