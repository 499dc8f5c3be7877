namespace Taimatsu;

/// <summary>The graph node of a custom function.</summary>
internal sealed class CustomNode : Node
{
    private readonly torch.autograd.Function _function;
    private readonly FunctionContext _context;
    private readonly int[] _tensorArguments; // which arguments of apply the node's inputs were
    private readonly Layout[] _inputLayouts;
    private readonly (Layout Layout, ScalarType Type, Device Device)[] _outputs;
    private readonly int _arguments;

    public CustomNode(torch.autograd.Function function, FunctionContext context, Tensor[] inputs, int[] tensorArguments, int arguments, Tensor[] outputs) : base(inputs)
    {
        (_function, _context, _tensorArguments, _arguments) = (function, context, tensorArguments, arguments);
        _inputLayouts = Array.ConvertAll(inputs, t => t.Layout);
        _outputs = Array.ConvertAll(outputs, t => (t.Layout, t.dtype, t.device));
    }

    public override string Name => _function.Name;

    internal override int OutputCount => _outputs.Length;

    internal override bool MayReturnForeignTensors => true;

    /// <summary>Keeps what forward asked for; once outputs know that they came from here.</summary>
    public void SaveAll(IEnumerable<Tensor?> tensors)
    {
        int count = 0;
        foreach (var tensor in tensors)
        {
            Save(tensor);
            count++;
        }
        _saved = count;
        _context.Attach(this);
    }

    private int _saved;

    public Tensor[] SavedTensors()
    {
        CheckNotReleased();
        var tensors = new Tensor[_saved];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = SavedOrNull(i)!;
        return tensors;
    }

    protected override void Backward(Tensor grad, GradientSink inputs) => BackwardAll([grad], inputs);

    internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
    {
        var given = grads.ToArray();
        if (_context.Materializes)
            for (int i = 0; i < given.Length; i++) given[i] ??= torch.zeros(_outputs[i].Layout.Sizes, _outputs[i].Type, _outputs[i].Device);
        var results = _function.backward(_context, given);
        // More gradients than arguments are allowed if the further ones are null.
        if (results.Count < _arguments || results.Skip(_arguments).Any(r => r is not null))
            throw new InvalidOperationException($"function {Name} returned an incorrect number of gradients (expected {_arguments}, got {results.Count})");
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!inputs.Needs(i) || results[_tensorArguments[i]] is not { } result) continue;
            if (!result.Layout.SameSizes(_inputLayouts[i]))
            {
                if (!Reaches(result.Layout, _inputLayouts[i]))
                    throw new InvalidOperationException($"Function {Name} returned an invalid gradient at index {_tensorArguments[i]} - got [{string.Join(", ", result.shape)}] but expected shape compatible with [{string.Join(", ", _inputLayouts[i].Sizes)}]");
                result = result.sum_to_size(_inputLayouts[i].Sizes);
            }
            inputs[i] = result;
        }
    }

    private static bool Reaches(Layout from, Layout to)
    {
        if (from.Rank < to.Rank) return false;
        for (int d = 1; d <= to.Rank; d++)
            if (to.Sizes[^d] != 1 && to.Sizes[^d] != from.Sizes[^d]) return false;
        return true;
    }
}
