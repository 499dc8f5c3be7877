using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>h′ = tanh(W x + b + V h + c), or max(0, …). Input [N, input_size] and state [N, hidden_size], or both without N, give the next state.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html"/>
public sealed class RNNCell : Module<Tensor, Tensor?, Tensor>
{
    /// <summary>A cell filled with PyTorch's first values.</summary>
    public RNNCell(long input_size, long hidden_size, bool bias = true, torch.nn.NonLinearities nonlinearity = torch.nn.NonLinearities.Tanh, Device? device = null, ScalarType? dtype = null)
    {
        (this.input_size, this.hidden_size) = (input_size, hidden_size);
        this.nonlinearity = nonlinearity;
        weight_ih = RecurrentCell.New(hidden_size, input_size, device, dtype);
        weight_hh = RecurrentCell.New(hidden_size, hidden_size, device, dtype);
        bias_ih = RecurrentCell.NewBias(bias, hidden_size, device, dtype);
        bias_hh = RecurrentCell.NewBias(bias, hidden_size, device, dtype);
        reset_parameters();
    }

    /// <summary>The features of the input.</summary>
    public long input_size { get; }

    /// <summary>The features of the state.</summary>
    public long hidden_size { get; }

    /// <summary>What is done to the sum.</summary>
    public torch.nn.NonLinearities nonlinearity { get; }

    /// <summary>The input's weights: [hidden_size, input_size].</summary>
    public Parameter weight_ih { get; set; }

    /// <summary>The state's weights: [hidden_size, hidden_size].</summary>
    public Parameter weight_hh { get; set; }

    /// <summary>The input's biases: [hidden_size]; null without.</summary>
    public Parameter? bias_ih { get; set; }

    /// <summary>The state's biases: [hidden_size]; null without.</summary>
    public Parameter? bias_hh { get; set; }

    /// <summary>Computes the next state and runs the hooks. Without a state it is zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html"/>
    public new Tensor call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Computes the next state.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public override Tensor forward(Tensor input, Tensor? h0 = null)
    {
        var weights = new RecurrentWeights(weight_ih, weight_hh, bias_ih, bias_hh, null);
        return RecurrentCell.Run(nameof(RNNCell), RecurrentCell.Kind(nonlinearity), input, h0, null, input_size, hidden_size, weights).Hidden;
    }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters() => RecurrentCell.Reset(hidden_size, weight_ih, weight_hh, bias_ih, bias_hh);

    /// <inheritdoc/>
    public override string extra_repr() => $"{input_size}, {hidden_size}{(bias_ih is null ? ", bias=False" : "")}" + (nonlinearity == torch.nn.NonLinearities.ReLU ? ", nonlinearity=relu" : "");
}
