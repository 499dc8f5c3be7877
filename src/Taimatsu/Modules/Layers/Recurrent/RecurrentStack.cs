using Taimatsu.Backends;
using Taimatsu.Operators;

namespace Taimatsu.Modules;

/// <summary>What a stack of recurrent layers is made of.</summary>
internal readonly record struct RecurrentSettings(long InputSize, long HiddenSize, long Layers, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, long ProjectionSize, Device? Device, ScalarType? Type);

/// <summary>The layers of RNN, LSTM and GRU: parameters under PyTorch's names in the owner, and the way through all layers.</summary>
internal sealed class RecurrentStack
{
    private readonly Module _owner;
    private readonly RecurrentKind _kind;
    private readonly RecurrentSettings _settings;
    // weight_ih, weight_hh, bias_ih, bias_hh, weight_hr of each layer and direction.
    private readonly string[][] _names;

    public RecurrentStack(Module owner, RecurrentKind kind, in RecurrentSettings settings)
    {
        (_owner, _kind, _settings) = (owner, kind, settings);
        if (!(settings.Dropout is >= 0 and <= 1))
            throw new ArgumentException("dropout should be a number in range [0, 1] representing the probability of an element being zeroed");
        if (settings.HiddenSize <= 0) throw new ArgumentException("hidden_size must be greater than zero");
        if (settings.Layers <= 0) throw new ArgumentException("num_layers must be greater than zero");
        if (settings.ProjectionSize < 0) throw new ArgumentException("proj_size should be a positive integer or zero to disable projections");
        if (settings.ProjectionSize >= settings.HiddenSize) throw new ArgumentException("proj_size has to be smaller than hidden_size");
        _names = new string[settings.Layers * Directions][];
        for (long layer = 0; layer < settings.Layers; layer++)
            for (int d = 0; d < Directions; d++) _names[layer * Directions + d] = AddDirection(layer, d == 1 ? "_reverse" : "");
        reset_parameters();
    }

    /// <summary>True if the batch is the first dimension of inputs and results.</summary>
    public bool BatchFirst => _settings.BatchFirst;

    private int Directions => _settings.Bidirectional ? 2 : 1;

    /// <summary>The width of a hidden state.</summary>
    private long StateSize => _settings.ProjectionSize > 0 ? _settings.ProjectionSize : _settings.HiddenSize;

    private bool HasCell => _kind == RecurrentKind.Lstm;

    /// <summary>The parameters of each layer and direction, in PyTorch's order.</summary>
    public IReadOnlyList<IReadOnlyList<Parameter>> AllWeights => [.. _names.Select(names => (IReadOnlyList<Parameter>)[.. names.Where(name => name.Length > 0).Select(Get).OfType<Parameter>()])];

    /// <summary>One parameter of a layer and direction: 0 weight_ih, 1 weight_hh, 2 bias_ih, 3 bias_hh, 4 weight_hr.</summary>
    public Parameter? Get(long index, int which)
    {
        if (index < 0 || index >= _names.Length) throw new ArgumentOutOfRangeException(nameof(index), index, $"expected a layer from 0 to {_names.Length - 1}, got {index}");
        return Get(_names[index][which]);
    }

    /// <summary>Draws new first values.</summary>
    public void reset_parameters()
    {
        double bound = 1 / Math.Sqrt(_settings.HiddenSize);
        foreach (var weights in AllWeights)
            foreach (var weight in weights) torch.nn.init.uniform_(weight, -bound, bound);
    }

    /// <summary>Input [L, N, I], [N, L, I] with batch first, or [L, I].</summary>
    public (Tensor Output, Tensor Hidden, Tensor? Cell) Forward(Tensor input, Tensor? hidden, Tensor? cell)
    {
        if (input.ndim is not (2 or 3))
            throw new ArgumentException($"{_owner.GetName()}: Expected input to be 2D or 3D, got {input.ndim}D {(_kind is RecurrentKind.RnnTanh or RecurrentKind.RnnRelu ? "tensor " : "")}instead: input must have 3 dimensions, got {input.ndim}");
        bool batched = input.ndim == 3;
        CheckRank(batched, hidden, cell);
        CheckInput(input);
        var x = !batched ? input.unsqueeze(1) : _settings.BatchFirst ? input.transpose(0, 1) : input;
        if (!batched) (hidden, cell) = (hidden?.unsqueeze(1), cell?.unsqueeze(1));
        long length = x.size(0), batch = x.size(1);
        CheckStates(batch, hidden, cell);
        if (length == 0) throw new ArgumentException("Expected sequence length to be larger than 0 in RNN");
        var sizes = new long[length];
        Array.Fill(sizes, batch);
        var (output, lastHidden, lastCell) = Layers(x.reshape(length * batch, x.size(2)), hidden, cell, sizes);
        output = output.view(length, batch, output.size(1));
        if (!batched) (output, lastHidden, lastCell) = (output.squeeze(1), lastHidden.squeeze(1), lastCell?.squeeze(1));
        else if (_settings.BatchFirst) output = output.transpose(0, 1);
        Tensor.Settle([output, lastHidden, lastCell], [input, hidden, cell]);
        return (output, lastHidden, lastCell);
    }

    /// <summary>Packed sequences; states are in the order of the unpacked batch.</summary>
    public (torch.nn.utils.rnn.PackedSequence Output, Tensor Hidden, Tensor? Cell) Forward(torch.nn.utils.rnn.PackedSequence input, Tensor? hidden, Tensor? cell)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.data.ndim != 2) throw new ArgumentException($"input must have 2 dimensions, got {input.data.ndim}");
        CheckInput(input.data);
        long[] sizes = input.Sizes();
        if (input.sorted_indices is { } sorted) (hidden, cell) = (hidden?.index_select(1, sorted), cell?.index_select(1, sorted));
        CheckStates(sizes[0], hidden, cell);
        var (output, lastHidden, lastCell) = Layers(input.data, hidden, cell, sizes);
        if (input.unsorted_indices is { } unsorted) (lastHidden, lastCell) = (lastHidden.index_select(1, unsorted), lastCell?.index_select(1, unsorted));
        return (new torch.nn.utils.rnn.PackedSequence(output, input.batch_sizes, input.sorted_indices, input.unsorted_indices), lastHidden, lastCell);
    }

    /// <summary>As PyTorch prints the settings.</summary>
    public string Text()
    {
        var text = $"{_settings.InputSize}, {_settings.HiddenSize}";
        if (_settings.ProjectionSize != 0) text += $", proj_size={_settings.ProjectionSize}";
        if (_settings.Layers != 1) text += $", num_layers={_settings.Layers}";
        if (!_settings.Bias) text += ", bias=False";
        if (_settings.BatchFirst) text += ", batch_first=True";
        if (_settings.Dropout != 0) text += $", dropout={Scalar.PythonFloat(_settings.Dropout)}";
        if (_settings.Bidirectional) text += ", bidirectional=True";
        return text;
    }

    private (Tensor Output, Tensor Hidden, Tensor? Cell) Layers(Tensor rows, Tensor? hidden, Tensor? cell, long[] sizes)
    {
        long batch = sizes[0];
        int directions = Directions, layers = (int)_settings.Layers;
        bool fromRest = hidden is null;
        hidden ??= torch.zeros(layers * directions, batch, StateSize, dtype: rows.dtype, device: rows.device);
        if (HasCell) cell ??= torch.zeros(layers * directions, batch, _settings.HiddenSize, dtype: rows.dtype, device: rows.device);
        var hiddens = new Tensor[layers];
        var cells = new Tensor[layers];
        for (int layer = 0; layer < layers; layer++)
        {
            var weights = new RecurrentWeights[directions];
            for (int d = 0; d < directions; d++)
            {
                var names = _names[layer * directions + d];
                weights[d] = new RecurrentWeights(Get(names[0])!, Get(names[1])!, Get(names[2]), Get(names[3]), Get(names[4]));
            }
            if (layer > 0 && _settings.Dropout > 0 && _owner.training) rows = torch.dropout(rows, _settings.Dropout);
            var first = layers == 1 ? hidden : hidden.narrow(0, layer * directions, directions);
            var firstCell = layers == 1 ? cell : cell?.narrow(0, layer * directions, directions);
            (rows, hiddens[layer], var lastCell) = RecurrentLayer.Run(_kind, rows, first, firstCell, weights, sizes, fromRest);
            if (HasCell) cells[layer] = lastCell!;
        }
        if (layers == 1) return (rows, hiddens[0], HasCell ? cells[0] : null);
        return (rows, torch.cat(hiddens), HasCell ? torch.cat(cells) : null);
    }

    private string[] AddDirection(long layer, string suffix)
    {
        int gates = _kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 };
        long inputs = layer == 0 ? _settings.InputSize : StateSize * Directions, rows = gates * _settings.HiddenSize;
        string[] names = ["", "", "", "", ""];
        Add(0, "weight_ih", rows, inputs);
        Add(1, "weight_hh", rows, StateSize);
        if (_settings.Bias)
        {
            Add(2, "bias_ih", rows);
            Add(3, "bias_hh", rows);
        }
        if (_settings.ProjectionSize > 0) Add(4, "weight_hr", _settings.ProjectionSize, _settings.HiddenSize);
        return names;

        void Add(int which, string name, params long[] sizes)
        {
            names[which] = $"{name}_l{layer}{suffix}";
            _owner.register_parameter(names[which], new Parameter(torch.empty(sizes, dtype: _settings.Type, device: _settings.Device)));
        }
    }

    private Parameter? Get(string name) => name.Length == 0 ? null : _owner.ParameterSlots.GetValueOrDefault(name);

    private void CheckInput(Tensor input)
    {
        if (input.size(-1) != _settings.InputSize)
            throw new ArgumentException($"input.size(-1) must be equal to input_size. Expected {_settings.InputSize}, got {input.size(-1)}");
        var type = Get(_names[0][0])!.dtype;
        if (input.dtype != type) throw new ArgumentException($"input must have the type {type.PyTorchName()}, got type {input.dtype.PyTorchName()}");
    }

    private void CheckRank(bool batched, Tensor? hidden, Tensor? cell)
    {
        if (hidden is null) return;
        int rank = batched ? 3 : 2;
        if (hidden.ndim == rank && (cell is null || cell.ndim == rank)) return;
        string kind = batched ? "batched" : "unbatched";
        throw new ArgumentException(cell is null
            ? $"For {kind} {rank}-D input, hx should also be {rank}-D but got {hidden.ndim}-D tensor"
            : $"For {kind} {rank}-D input, hx and cx should also be {rank}-D but got ({hidden.ndim}-D, {cell.ndim}-D) tensors");
    }

    private void CheckStates(long batch, Tensor? hidden, Tensor? cell)
    {
        long count = _settings.Layers * Directions;
        if (hidden is not null) Check(hidden, StateSize, HasCell ? "hidden[0]" : "hidden");
        if (cell is not null) Check(cell, _settings.HiddenSize, "hidden[1]");

        void Check(Tensor state, long width, string name)
        {
            if (state.ndim != 3 || state.size(0) != count || state.size(1) != batch || state.size(2) != width)
                throw new ArgumentException($"Expected {name} size ({count}, {batch}, {width}), got [{string.Join(", ", state.Layout.Sizes.ToArray())}]");
        }
    }
}
