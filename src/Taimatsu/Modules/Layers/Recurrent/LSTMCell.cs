using Taimatsu.Backends;
using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>Long short-term memory: c′ = f c + i g and h′ = o tanh(c′). Input [N, input_size], state and cell [N, hidden_size], or all without N, give the next state and cell.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html"/>
public sealed class LSTMCell : Module<Tensor, (Tensor h_0, Tensor c_0)?, (Tensor h_1, Tensor c_1)>
{
    /// <summary>A cell filled with PyTorch's first values.</summary>
    public LSTMCell(long input_size, long hidden_size, bool bias = true, Device? device = null, ScalarType? dtype = null)
    {
        (this.input_size, this.hidden_size) = (input_size, hidden_size);
        weight_ih = RecurrentCell.New(4 * hidden_size, input_size, device, dtype);
        weight_hh = RecurrentCell.New(4 * hidden_size, hidden_size, device, dtype);
        bias_ih = RecurrentCell.NewBias(bias, 4 * hidden_size, device, dtype);
        bias_hh = RecurrentCell.NewBias(bias, 4 * hidden_size, device, dtype);
        reset_parameters();
    }

    /// <summary>The features of the input.</summary>
    public long input_size { get; }

    /// <summary>The features of the state.</summary>
    public long hidden_size { get; }

    /// <summary>The input's weights: [4 · hidden_size, input_size].</summary>
    public Parameter weight_ih { get; set; }

    /// <summary>The state's weights: [4 · hidden_size, hidden_size].</summary>
    public Parameter weight_hh { get; set; }

    /// <summary>The input's biases: [4 · hidden_size]; null without.</summary>
    public Parameter? bias_ih { get; set; }

    /// <summary>The state's biases: [4 · hidden_size]; null without.</summary>
    public Parameter? bias_hh { get; set; }

    /// <summary>Computes the next state and cell and runs the hooks. Without state and cell they are zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html"/>
    public new (Tensor h_1, Tensor c_1) call(Tensor input, (Tensor h_0, Tensor c_0)? h0_c0 = null) => base.call(input, h0_c0);

    /// <summary>Computes the next state and cell.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public override (Tensor h_1, Tensor c_1) forward(Tensor input, (Tensor h_0, Tensor c_0)? h0_c0 = null)
    {
        var weights = new RecurrentWeights(weight_ih, weight_hh, bias_ih, bias_hh, null);
        var (hidden, cell) = RecurrentCell.Run(nameof(LSTMCell), RecurrentKind.Lstm, input, h0_c0?.h_0, h0_c0?.c_0, input_size, hidden_size, weights);
        return (hidden, cell!);
    }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters() => RecurrentCell.Reset(hidden_size, weight_ih, weight_hh, bias_ih, bias_hh);

    /// <inheritdoc/>
    public override string extra_repr() => $"{input_size}, {hidden_size}{(bias_ih is null ? ", bias=False" : "")}";
}
