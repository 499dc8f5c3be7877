using System.Runtime.CompilerServices;
using Taimatsu.Autograd;

namespace Taimatsu;

/// <summary>One end of the graph: the node that produced a tensor, and which of its outputs the tensor is.</summary>
/// <param name="Function">The node; null where no gradient flows.</param>
/// <param name="InputNr">The number of the node's output.</param>
public readonly record struct Edge(Node? Function, int InputNr);

/// <summary>The gradients that a node hands on, one for each of its inputs. Compute only those that are needed.</summary>
public readonly ref struct GradientSink
{
    private readonly Node _node;
    private readonly Span<Tensor?> _gradients;

    internal GradientSink(Node node, Span<Tensor?> gradients)
    {
        _node = node;
        _gradients = gradients;
    }

    /// <summary>True if input <paramref name="index"/> wants a gradient.</summary>
    public bool Needs(int index) => _node.NeedsInput(index);

    /// <summary>The number of inputs.</summary>
    public int Count => _gradients.Length;

    /// <summary>The gradient of input <paramref name="index"/>.</summary>
    public Tensor? this[int index]
    {
        get => _gradients[index];
        set => _gradients[index] = value;
    }
}

/// <summary>
/// A step of the recorded computation, which turns gradients of its outputs into gradients of its inputs. Derivatives are written with public
/// tensor operators, so they can be differentiated again. A node's class name is the name that PyTorch prints, such as <c>AddBackward0</c>.
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#function"/>
public abstract class Node
{
    [ThreadStatic] private static long t_sequence;

    private readonly Edge[] _next;
    private SavedTensor _saved0, _saved1;
    private SavedTensor[]? _savedMore;
    private int _savedCount;
    private bool _released;

    /// <summary>Where the operator was called, if anomalies are to be detected.</summary>
    internal readonly string? CalledAt = AnomalyMode.IsEnabled ? Environment.StackTrace : null;

    /// <summary>Higher for younger nodes of a thread: the engine runs the youngest first.</summary>
    internal readonly long Sequence;

    /// <summary>Functions to run on the gradients of this node's inputs after it has run, and before on those of its outputs.</summary>
    internal NodeHooks? Hooks;

    /// <summary>What the engine's run that works on this node at this moment knows of it.</summary>
    internal NodeState? RunState;

    private protected Node(Edge[] next)
    {
        _next = next;
        Sequence = ++t_sequence;
    }

    private protected Node(Edge[] next, long sequence)
    {
        _next = next;
        Sequence = sequence;
    }

    private protected Node(Tensor? input) : this([EdgeOf(input)]) { }

    private protected Node(Tensor? a, Tensor? b) : this([EdgeOf(a), EdgeOf(b)]) { }

    private protected Node(Tensor? a, Tensor? b, Tensor? c) : this([EdgeOf(a), EdgeOf(b), EdgeOf(c)]) { }

    private protected Node(ReadOnlySpan<Tensor> inputs) : this(EdgesOf(inputs)) { }

    /// <summary>The name as PyTorch prints it.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The name as PyTorch prints it.</summary>
    public string name() => Name;

    /// <summary>The nodes that this node's gradients go to, one pair for each input; null where an input takes no gradient.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.Node.next_functions.html"/>
    public IReadOnlyList<(Node? Item1, int Item2)> next_functions
    {
        get
        {
            var list = new (Node?, int)[_next.Length];
            for (int i = 0; i < list.Length; i++) list[i] = (_next[i].Function, _next[i].InputNr);
            return list;
        }
    }

    internal ReadOnlySpan<Edge> Next => _next;

    internal void ReplaceEdge(int index, Edge edge) => _next[index] = edge;

    /// <summary>The number of tensors that the recorded operator returned.</summary>
    internal virtual int OutputCount => 1;

    /// <summary>True if the gradients it returns may be a tensor that somebody else holds, so that nobody may change them in place.</summary>
    internal virtual bool MayReturnForeignTensors => false;

    internal bool NeedsInput(int index) => _next[index].Function is not null;

    /// <summary>Computes the inputs' gradients from the only output's.</summary>
    protected abstract void Backward(Tensor grad, GradientSink inputs);

    /// <summary>Computes the inputs' gradients from the outputs'; an output that nobody used has none.</summary>
    internal virtual void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
    {
        if (grads[0] is { } grad) Backward(grad, inputs);
    }

    /// <summary>Whether what was saved is dropped after the run that works on this node: of what nobody else holds the node may then make its gradients in place.</summary>
    private protected bool IsLastRun => RunState?.Owner is { KeepsGraph: false };

    /// <summary>Keeps a tensor for the backward pass and notes its version. The numbers of <see cref="Saved"/> count the calls.</summary>
    private protected void Save(Tensor? tensor)
    {
        var saved = new SavedTensor(tensor);
        if (_savedCount == 0) _saved0 = saved;
        else if (_savedCount == 1) _saved1 = saved;
        else
        {
            _savedMore ??= new SavedTensor[4];
            if (_savedCount - 2 == _savedMore.Length) Array.Resize(ref _savedMore, _savedMore.Length * 2);
            _savedMore[_savedCount - 2] = saved;
        }
        _savedCount++;
    }

    /// <summary>A tensor that was kept.</summary>
    /// <exception cref="InvalidOperationException">It was changed in place since, or the graph was freed.</exception>
    private protected Tensor Saved(int index) => SavedOrNull(index)!;

    /// <summary>A tensor that was kept, which may have been null.</summary>
    private protected Tensor? SavedOrNull(int index)
    {
        if (_released) ThrowReleased();
        if (index == 0) return _saved0.Unpack();
        if (index == 1) return _saved1.Unpack();
        return _savedMore![index - 2].Unpack();
    }

    /// <summary>Throws if the graph's saved tensors were freed.</summary>
    internal void CheckNotReleased()
    {
        if (_released) ThrowReleased();
    }

    /// <summary>Drops what was saved: after a backward pass without retain_graph.</summary>
    internal virtual void Release()
    {
        if (_savedCount == 0) return;
        _released = true;
        _saved0 = _saved1 = default;
        _savedMore = null;
    }

    /// <summary>The edge to where a tensor's gradient goes.</summary>
    internal static Edge EdgeOf(Tensor? tensor) => tensor is null ? default : tensor.GradientEdge();

    internal static Edge[] EdgesOf(ReadOnlySpan<Tensor> inputs)
    {
        var edges = new Edge[inputs.Length];
        for (int i = 0; i < edges.Length; i++) edges[i] = EdgeOf(inputs[i]);
        return edges;
    }

    /// <summary>As Python prints the node: <c>&lt;AddBackward0 object at 0x…&gt;</c>.</summary>
    public override string ToString() => $"<{Name} object at 0x{RuntimeHelpers.GetHashCode(this):x12}>";

    private static void ThrowReleased() => throw new InvalidOperationException(
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed " +
        "when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.");
}
