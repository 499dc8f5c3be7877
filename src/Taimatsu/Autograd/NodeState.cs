using System.Runtime.InteropServices;

namespace Taimatsu.Autograd;

/// <summary>What one run of the engine knows of one node. States are used again by later runs of the same thread.</summary>
internal sealed class NodeState
{
    private Tensor? _gradient;
    private Tensor?[]? _gradients; // for nodes of several outputs
    private int _outputs;

    public Node Node = null!;
    public Engine? Owner;

    /// <summary>Edges over which a gradient may still come.</summary>
    public int Dependencies;

    public bool Queued;

    /// <summary>Whether the run wants what this node computes.</summary>
    public bool Needed;

    public List<(int Output, int Capture)>? Captures;

    public bool HasGradients { get; private set; }

    public bool Receives => Needed || Captures is not null;

    /// <summary>One gradient for each of the node's outputs, null where none came.</summary>
    public Span<Tensor?> Gradients => _outputs == 1 ? MemoryMarshal.CreateSpan(ref _gradient, 1) : _gradients.AsSpan(0, _outputs);

    public ref Tensor? Gradient(int slot)
    {
        HasGradients = true;
        if (_outputs == 1) return ref _gradient;
        if (_gradients is null || _gradients.Length < _outputs) _gradients = new Tensor?[_outputs];
        return ref _gradients[slot];
    }

    public void Begin(Node node, Engine owner)
    {
        Node = node;
        Owner = owner;
        Needed = true;
        _outputs = node.OutputCount;
    }

    public void End()
    {
        Node = null!;
        Owner = null;
        Dependencies = 0;
        Queued = HasGradients = false;
        Captures = null;
        _gradient = null;
        if (_gradients is not null) Array.Clear(_gradients);
    }
}
