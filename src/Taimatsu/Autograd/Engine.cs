namespace Taimatsu.Autograd;

/// <summary>
/// Runs a graph backwards, the youngest node first, on the calling thread. Nothing is recursive, so a graph may be arbitrarily deep;
/// all state belongs to the call, so threads may run graphs of their own at once.
/// </summary>
internal static class Engine
{
    private sealed class State
    {
        public int Dependencies;
        public Tensor?[]? Grads;
        public bool Needed = true;
        public List<(int Output, int Capture)>? Captures;
        public bool Receives => Needed || Captures is not null;
    }

    /// <summary>
    /// Sends gradients through the graph. Without <paramref name="captures"/> they end in the leaves' <c>grad</c>; with them, nothing is
    /// accumulated and the gradients at those edges are returned, null where none arrived.
    /// </summary>
    public static Tensor?[] Run(ReadOnlySpan<Edge> roots, ReadOnlySpan<Tensor?> grads, bool keepGraph, bool createGraph, ReadOnlySpan<Edge> captures, bool capturing)
    {
        var states = new Dictionary<Node, State>();
        Discover(roots, states);
        var captured = new Tensor?[captures.Length];
        if (capturing) MarkNeeded(captures, states);
        var ready = new PriorityQueue<Node, long>();
        for (int i = 0; i < roots.Length; i++)
        {
            if (roots[i].Function is not { } node) continue;
            if (grads[i] is { } grad) Add(node, states[node], roots[i].InputNr, grad);
        }
        var queued = new HashSet<Node>();
        foreach (var root in roots)
            if (root.Function is { } node && states[node].Dependencies == 0 && queued.Add(node))
                ready.Enqueue(node, -node.Sequence);

        bool recorded = GradMode.IsEnabled;
        GradMode.IsEnabled = createGraph;
        try
        {
            while (ready.TryDequeue(out var node, out _)) Step(node, states, ready, keepGraph, captured);
        }
        finally
        {
            GradMode.IsEnabled = recorded;
        }
        return captured;
    }

    private static void Step(Node node, Dictionary<Node, State> states, PriorityQueue<Node, long> ready, bool keepGraph, Tensor?[] captured)
    {
        var state = states[node];
        var next = node.Next;
        Span<Tensor?> results = next.Length == 0 ? default : new Tensor?[next.Length];
        if (state.Grads is { } grads)
        {
            node.Hooks?.RunOnGradients(grads);
            if (state.Captures is { } captures)
                foreach (var (output, capture) in captures) captured[capture] = grads[output];
            if (state.Needed)
            {
                if (AnomalyMode.IsEnabled) RunWatched(node, grads, results);
                else RunNode(node, grads, results);
                MarkForeign(node, grads, results);
                if (!keepGraph) node.Release();
                if (!GradMode.IsEnabled && node is not AccumulateGrad && !node.MayReturnForeignTensors && state.Captures is null) FreeOwn(grads);
            }
        }
        for (int i = 0; i < next.Length; i++)
        {
            if (next[i].Function is not { } target) continue;
            var targetState = states[target];
            if (results[i] is { } result && targetState.Receives) Add(target, targetState, next[i].InputNr, result);
            if (--targetState.Dependencies == 0) ready.Enqueue(target, -target.Sequence);
        }
    }

    // A gradient that goes to two places, or that the node did not make itself, must not be changed in place later on.
    private static void MarkForeign(Node node, ReadOnlySpan<Tensor?> grads, ReadOnlySpan<Tensor?> results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not { } result) continue;
            if (node.MayReturnForeignTensors) result.HasForeignOwner = true;
            foreach (var grad in grads)
                if (grad is not null && grad.Storage.SharesMemoryWith(result.Storage))
                    result.HasForeignOwner = grad.HasForeignOwner = true;
            for (int j = 0; j < i; j++)
                if (results[j] is { } other && other.Storage.SharesMemoryWith(result.Storage))
                    result.HasForeignOwner = other.HasForeignOwner = true;
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

    private static void Add(Node node, State state, int slot, Tensor grad)
    {
        var grads = state.Grads ??= new Tensor?[node.OutputCount];
        if (grads[slot] is not { } sum) grads[slot] = grad;
        else if (GradMode.IsEnabled || sum.HasForeignOwner || sum.Layout.HasInternalOverlap() || sum.dtype != grad.dtype || sum.shape != grad.shape) grads[slot] = sum + grad;
        else
        {
            sum.add_(grad);
            FreeOwn([grad]);
        }
    }

    // Counts how many edges lead to each node that the roots reach.
    private static void Discover(ReadOnlySpan<Edge> roots, Dictionary<Node, State> states)
    {
        var stack = new Stack<Node>();
        foreach (var root in roots)
            if (root.Function is { } node && states.TryAdd(node, new State()))
                stack.Push(node);
        while (stack.TryPop(out var node))
            foreach (var edge in node.Next)
            {
                if (edge.Function is not { } target) continue;
                if (!states.TryGetValue(target, out var state))
                {
                    states.Add(target, state = new State());
                    stack.Push(target);
                }
                state.Dependencies++;
            }
    }

    // With captures, only nodes on a way to one are run.
    private static void MarkNeeded(ReadOnlySpan<Edge> captures, Dictionary<Node, State> states)
    {
        var users = new Dictionary<Node, List<Node>>();
        foreach (var (node, state) in states)
        {
            state.Needed = false;
            foreach (var edge in node.Next)
                if (edge.Function is { } target)
                {
                    if (!users.TryGetValue(target, out var list)) users.Add(target, list = []);
                    list.Add(node);
                }
        }
        var stack = new Stack<Node>();
        for (int i = 0; i < captures.Length; i++)
        {
            if (captures[i].Function is not { } node || !states.TryGetValue(node, out var state)) continue;
            if (state.Captures is null) stack.Push(node);
            (state.Captures ??= []).Add((captures[i].InputNr, i));
        }
        while (stack.TryPop(out var node))
            if (users.TryGetValue(node, out var list))
                foreach (var user in list)
                {
                    if (states[user].Needed) continue;
                    states[user].Needed = true;
                    stack.Push(user);
                }
    }
}
