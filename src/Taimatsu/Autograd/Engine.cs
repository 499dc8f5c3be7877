using System.Runtime.InteropServices;

namespace Taimatsu.Autograd;

/// <summary>
/// Runs a graph backwards: iteratively, the youngest node first, on the calling thread. Everything it needs belongs to the call, so any number of threads may run graphs that share leaves or nodes;
/// what a call needs for its work (states, stack, queue) is kept for the thread's next call.
/// </summary>
internal sealed class Engine
{
    [ThreadStatic] private static Engine? t_idle;

    private readonly List<NodeState> _states = []; // of all nodes of this run
    private readonly Stack<NodeState> _spare = new();
    private readonly Stack<Node> _stack = new();
    private readonly ReadyQueue _ready = new();
    private Dictionary<Node, NodeState>? _shared; // states of nodes that another run holds at this moment
    private Tensor?[] _results = new Tensor?[8];
    private bool _keepGraph;

    /// <summary>Whether nodes keep what they saved after this run.</summary>
    internal bool KeepsGraph => _keepGraph;

    /// <summary>
    /// Gradients flow from the roots. Leaves get theirs in <c>grad</c>, unless <paramref name="captures"/> is given: then the gradients that arrive at those edges are returned
    /// and no leaf is touched.
    /// </summary>
    public static Tensor?[] Run(ReadOnlySpan<Edge> roots, ReadOnlySpan<Tensor?> grads, bool keepGraph, bool createGraph, ReadOnlySpan<Edge> captures, bool capturing)
    {
        // A node may itself run a graph: then the inner run gets an engine of its own.
        var engine = t_idle ?? new();
        t_idle = null;
        bool recorded = GradMode.IsEnabled;
        try
        {
            return engine.RunGraph(roots, grads, keepGraph, createGraph, captures, capturing);
        }
        finally
        {
            GradMode.IsEnabled = recorded;
            engine.Clear();
            t_idle = engine;
        }
    }

    private Tensor?[] RunGraph(ReadOnlySpan<Edge> roots, ReadOnlySpan<Tensor?> grads, bool keepGraph, bool createGraph, ReadOnlySpan<Edge> captures, bool capturing)
    {
        _keepGraph = keepGraph;
        Discover(roots);
        Tensor?[] captured = captures.Length == 0 ? [] : new Tensor?[captures.Length];
        if (capturing) MarkNeeded(captures);
        for (int i = 0; i < roots.Length; i++)
        {
            if (roots[i].Function is not { } node || grads[i] is not { } grad) continue;
            Add(StateOf(node), roots[i].InputNr, grad);
        }
        foreach (var root in roots)
        {
            if (root.Function is not { } node) continue;
            var state = StateOf(node);
            if (state.Dependencies != 0 || state.Queued) continue;
            state.Queued = true;
            _ready.Push(state);
        }
        GradMode.IsEnabled = createGraph;
        while (_ready.TryPop(out var state)) Step(state!, captured);
        return captured;
    }

    private void Step(NodeState state, Tensor?[] captured)
    {
        var node = state.Node;
        var next = node.Next;
        if (_results.Length < next.Length) Array.Resize(ref _results, next.Length * 2);
        var results = _results.AsSpan(0, next.Length);
        if (state.HasGradients)
        {
            var grads = state.Gradients;
            node.Hooks?.RunOnGradients(grads);
            if (state.Captures is { } captures)
                foreach (var (output, capture) in captures) captured[capture] = grads[output];
            if (state.Needed)
            {
                if (AnomalyMode.IsEnabled) RunWatched(node, grads, results);
                else RunNode(node, grads, results);
                MarkForeign(node, grads, results, mayHandOn: state.Captures is null && !GradMode.IsEnabled);
                if (!_keepGraph) node.Release();
                if (!GradMode.IsEnabled && node is not AccumulateGrad && !node.MayReturnForeignTensors && state.Captures is null) FreeOwn(grads);
            }
            grads.Clear();
        }
        for (int i = 0; i < next.Length; i++)
        {
            if (next[i].Function is not { } target) continue;
            var targetState = StateOf(target);
            if (results[i] is { } result && targetState.Receives) Add(targetState, next[i].InputNr, result);
            if (--targetState.Dependencies == 0) _ready.Push(targetState);
        }
        results.Clear();
    }

    // A gradient that goes to two places, or that the node did not make itself, must not be changed in place later on. One that the node hands on to a single place changes hands: it is
    // taken out of the gradients that came in, so that it is not given back.
    private static void MarkForeign(Node node, Span<Tensor?> grads, ReadOnlySpan<Tensor?> results, bool mayHandOn)
    {
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not { } result) continue;
            if (node.MayReturnForeignTensors) result.HasForeignOwner = true;
            for (int j = 0; j < i; j++)
                if (results[j] is { } other && other.Storage.SharesMemoryWith(result.Storage))
                    result.HasForeignOwner = other.HasForeignOwner = true;
            for (int j = 0; j < grads.Length; j++)
            {
                if (grads[j] is not { } grad || !grad.Storage.SharesMemoryWith(result.Storage)) continue;
                bool only = mayHandOn && !grad.HasForeignOwner && !result.HasForeignOwner;
                for (int k = i + 1; k < results.Length && only; k++) only = results[k] is not { } later || !later.Storage.SharesMemoryWith(result.Storage);
                for (int k = 0; k < grads.Length && only; k++) only = k == j || grads[k] is not { } other || !other.Storage.SharesMemoryWith(result.Storage);
                if (only) grads[j] = null;
                else result.HasForeignOwner = grad.HasForeignOwner = true;
            }
        }
    }

    private static void RunNode(Node node, ReadOnlySpan<Tensor?> grads, Span<Tensor?> results)
    {
        node.CheckNotReleased();
        node.BackwardAll(grads, new GradientSink(node, results));
    }

    private static void RunWatched(Node node, ReadOnlySpan<Tensor?> grads, Span<Tensor?> results)
    {
        try
        {
            RunNode(node, grads, results);
        }
        catch (Exception error) when (node.CalledAt is not null)
        {
            throw new InvalidOperationException($"{error.Message}\nError detected in {node.Name}. The operator was called here:\n{node.CalledAt}", error);
        }
        if (!AnomalyMode.ChecksNaN) return;
        for (int i = 0; i < results.Length; i++)
            if (results[i] is { } result && result.is_floating_point() && result.isnan().any().item<bool>())
                throw new InvalidOperationException($"Function '{node.Name}' returned nan values in its {i}th output.\nThe operator was called here:\n{node.CalledAt}");
    }

    // Gradients that nobody else can hold go back at once, while they are still in the processor's caches.
    private static void FreeOwn(ReadOnlySpan<Tensor?> grads)
    {
        foreach (var grad in grads)
            if (grad is { HasForeignOwner: false } && grad.Storage.Block is not null)
                grad.Storage.Free();
    }

    private static void Add(NodeState state, int slot, Tensor grad)
    {
        ref var sum = ref state.Gradient(slot);
        if (sum is null) sum = grad;
        else if (GradMode.IsEnabled || sum.HasForeignOwner || sum.Layout.HasInternalOverlap() || sum.dtype != grad.dtype || !sum.Layout.SameSizes(grad.Layout)) sum = sum + grad;
        else
        {
            sum.add_(grad);
            FreeOwn(MemoryMarshal.CreateReadOnlySpan(ref grad!, 1)!);
        }
    }

    // Counts how many edges lead to each node that the roots reach.
    private void Discover(ReadOnlySpan<Edge> roots)
    {
        foreach (var root in roots)
            if (root.Function is { } node && TryClaim(node, out _))
                _stack.Push(node);
        while (_stack.TryPop(out var node))
            foreach (var edge in node.Next)
            {
                if (edge.Function is not { } target) continue;
                if (TryClaim(target, out var state)) _stack.Push(target);
                state.Dependencies++;
            }
    }

    // With captures, only nodes on a way to one are run.
    private void MarkNeeded(ReadOnlySpan<Edge> captures)
    {
        var users = new Dictionary<Node, List<Node>>();
        foreach (var state in _states)
        {
            state.Needed = false;
            foreach (var edge in state.Node.Next)
                if (edge.Function is { } target)
                {
                    if (!users.TryGetValue(target, out var list)) users.Add(target, list = []);
                    list.Add(state.Node);
                }
        }
        for (int i = 0; i < captures.Length; i++)
        {
            if (captures[i].Function is not { } node || FindState(node) is not { } state) continue;
            if (state.Captures is null) _stack.Push(node);
            (state.Captures ??= []).Add((captures[i].InputNr, i));
        }
        while (_stack.TryPop(out var node))
            if (users.TryGetValue(node, out var list))
                foreach (var user in list)
                {
                    var state = StateOf(user);
                    if (state.Needed) continue;
                    state.Needed = true;
                    _stack.Push(user);
                }
    }

    // True if the node is new to this run.
    private bool TryClaim(Node node, out NodeState state)
    {
        if (FindState(node) is { } known)
        {
            state = known;
            return false;
        }
        state = _spare.TryPop(out var spare) ? spare : new();
        state.Begin(node, this);
        _states.Add(state);
        if (Interlocked.CompareExchange(ref node.RunState, state, null) is not null) (_shared ??= []).Add(node, state);
        return true;
    }

    private NodeState? FindState(Node node)
    {
        var state = node.RunState;
        if (state is not null && ReferenceEquals(state.Owner, this)) return state;
        return _shared is not null && _shared.TryGetValue(node, out state) ? state : null;
    }

    private NodeState StateOf(Node node)
    {
        var state = node.RunState;
        return state is not null && ReferenceEquals(state.Owner, this) ? state : _shared![node];
    }

    // Lets go of the graph, also after an error on the way.
    private void Clear()
    {
        foreach (var state in _states)
        {
            if (ReferenceEquals(state.Node.RunState, state)) state.Node.RunState = null;
            state.End();
            if (_spare.Count < 4096) _spare.Push(state);
        }
        _states.Clear();
        _stack.Clear();
        _ready.Clear();
        _shared = null;
        Array.Clear(_results);
    }
}
