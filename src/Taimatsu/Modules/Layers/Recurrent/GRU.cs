namespace Taimatsu.Modules;

/// <summary>
/// Layers of gated recurrent units: reset and update gates and a new state n, h′ = (1 − z) n + z h.
/// Input [L, N, input_size], [N, L, input_size] with batch_first or [L, input_size], and first states [num_layers · directions, N, hidden_size], give the last
/// layer's states of all steps, [L, N, directions · hidden_size], and the last states of all layers.
/// </summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html"/>
public sealed class GRU : Module<Tensor, Tensor?, (Tensor output, Tensor h_n)>
{
    private readonly RecurrentStack _stack;

    /// <summary>A stack of layers filled with PyTorch's first values.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or dropout is no probability.</exception>
    public GRU(long input_size, long hidden_size, long num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
    {
        (this.input_size, this.hidden_size, this.num_layers, this.bias) = (input_size, hidden_size, num_layers, bias);
        (this.batch_first, this.dropout, this.bidirectional) = (batch_first, dropout, bidirectional);
        _stack = new RecurrentStack(this, Backends.RecurrentKind.Gru, new RecurrentSettings(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype));
    }

    /// <summary>The features of a step's input.</summary>
    public long input_size { get; }

    /// <summary>The features of a hidden state.</summary>
    public long hidden_size { get; }

    /// <summary>The layers on top of each other.</summary>
    public long num_layers { get; }

    /// <summary>True if the gates have biases.</summary>
    public bool bias { get; }

    /// <summary>True if the batch is the first dimension of input and output.</summary>
    public bool batch_first { get; }

    /// <summary>The probability with which an element between two layers is dropped while training.</summary>
    public double dropout { get; }

    /// <summary>True if a second direction begins at the last step.</summary>
    public bool bidirectional { get; }

    /// <summary>The parameters of each layer and direction: weight_ih, weight_hh, bias_ih, bias_hh.</summary>
    public IReadOnlyList<IReadOnlyList<Parameter>> all_weights => _stack.AllWeights;

    /// <summary>Computes the result and runs the hooks. Without a first state it is zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html"/>
    public new (Tensor output, Tensor h_n) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Computes the result for packed sequences. Without a first state it is zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html"/>
    public (torch.nn.utils.rnn.PackedSequence output, Tensor h_n) call(torch.nn.utils.rnn.PackedSequence input, Tensor? h0 = null)
    {
        var (output, hidden, _) = _stack.Forward(input, h0, null);
        return (output, hidden);
    }

    /// <summary>Computes the result.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public override (Tensor output, Tensor h_n) forward(Tensor input, Tensor? h0 = null)
    {
        var (output, hidden, _) = _stack.Forward(input, h0, null);
        return (output, hidden);
    }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters() => _stack.reset_parameters();

    /// <summary>There is nothing to flatten: each call reads the parameters where they lie.</summary>
    public void flatten_parameters() { }

    /// <summary>The inputs' weights, [gates · hidden_size, inputs], of a layer, or with two directions of a layer's direction: 2 · layer and 2 · layer + 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Parameter get_weight_ih(long idx) => _stack.Get(idx, 0)!;

    /// <summary>The hidden states' weights, [gates · hidden_size, hidden_size], counted as for <see cref="get_weight_ih"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Parameter get_weight_hh(long idx) => _stack.Get(idx, 1)!;

    /// <summary>The inputs' biases, [gates · hidden_size], or null without, counted as for <see cref="get_weight_ih"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Parameter? get_bias_ih(long idx) => _stack.Get(idx, 2);

    /// <summary>The hidden states' biases, [gates · hidden_size], or null without, counted as for <see cref="get_weight_ih"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Parameter? get_bias_hh(long idx) => _stack.Get(idx, 3);

    /// <inheritdoc/>
    public override string extra_repr() => _stack.Text();
}
