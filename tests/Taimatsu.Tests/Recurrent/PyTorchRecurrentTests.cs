using Taimatsu.Modules;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;
using rnn = Taimatsu.torch.nn.utils.rnn;

namespace Taimatsu.Tests.Recurrent;

/// <summary>Recurrent layers and cells against PyTorch's: first values by seed, names, printing, results, final states and gradients.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class PyTorchRecurrentTests
{
    private const long I = 3, H = 5;

    private static readonly OrderedDictionary<string, object?> s_cases =
        (OrderedDictionary<string, object?>)torch.load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Recurrent", "recurrent.pth"))!;

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void LayersAreAsInPyTorch(string name)
    {
        var golden = (OrderedDictionary<string, object?>)s_cases[name]!;
        torch.manual_seed(5);
        var module = Make((string)golden["kind"]!, new Options(golden["options"]));
        Assert.Equal((string)golden["text"]!, module.ToString());
        var state = (StateDict)golden["state"]!;
        Assert.Equal(state.Keys, module.state_dict().Keys);
        foreach (var (key, value) in module.state_dict()) Assert.True(value.equal(state[key]), $"{key}: {value} instead of {state[key]}");

        var inputs = Tensors(golden["inputs"]).Select(x => x.clone().requires_grad_()).ToArray();
        torch.manual_seed(6);
        var outputs = Call(module, inputs, (List<object?>?)golden["lengths"], new Options(golden["options"]).Is("batch_first"));
        var expected = Tensors(golden["outputs"]);
        Assert.Equal(expected.Length, outputs.Length);
        for (int i = 0; i < outputs.Length; i++) Close(expected[i], outputs[i], $"result {i}");

        outputs.Select(o => (o * Numbers(3, [.. o.shape])).sum()).Aggregate((a, b) => a + b).backward();
        var inputGrads = Tensors(golden["input_grads"]);
        for (int i = 0; i < inputs.Length; i++) Close(inputGrads[i], inputs[i].grad!, $"gradient of input {i}");
        var grads = (StateDict)golden["grads"]!;
        Assert.Equal(grads.Keys, module.named_parameters().Select(p => p.name));
        foreach (var (key, parameter) in module.named_parameters()) Close(grads[key], parameter.grad!, $"gradient of {key}");
    }

    private static Module Make(string kind, Options o) => kind switch
    {
        "RNN" => nn.RNN(I, H, o.Number("num_layers", 1), o.Text("nonlinearity", "tanh"), o.Is("bias", true), o.Is("batch_first"), o.Fraction("dropout"), o.Is("bidirectional")),
        "LSTM" => nn.LSTM(I, H, o.Number("num_layers", 1), o.Is("bias", true), o.Is("batch_first"), o.Fraction("dropout"), o.Is("bidirectional"), o.Number("proj_size", 0)),
        "GRU" => nn.GRU(I, H, o.Number("num_layers", 1), o.Is("bias", true), o.Is("batch_first"), o.Fraction("dropout"), o.Is("bidirectional")),
        "RNNCell" => nn.RNNCell(I, H, o.Is("bias", true), o.Text("nonlinearity", "tanh")),
        "LSTMCell" => nn.LSTMCell(I, H, o.Is("bias", true)),
        _ => nn.GRUCell(I, H, o.Is("bias", true)),
    };

    private static Tensor[] Call(Module module, Tensor[] t, List<object?>? lengths, bool batchFirst)
    {
        var hidden = t.Length > 1 ? t[1] : null;
        (Tensor, Tensor)? states = t.Length > 2 ? (t[1], t[2]) : null;
        if (lengths is not null)
        {
            long[] counts = [.. lengths.Select(Convert.ToInt64)];
            var packed = rnn.pack_padded_sequence(t[0], torch.tensor(counts), batchFirst, enforce_sorted: counts.SequenceEqual(counts.OrderDescending()));
            switch (module)
            {
                case RNN m: { var (y, h) = m.call(packed, hidden); return [y.data, h]; }
                case GRU m: { var (y, h) = m.call(packed, hidden); return [y.data, h]; }
                default: { var (y, h, c) = ((LSTM)module).call(packed, states); return [y.data, h, c]; }
            }
        }
        switch (module)
        {
            case RNN m: { var (y, h) = m.call(t[0], hidden); return [y, h]; }
            case GRU m: { var (y, h) = m.call(t[0], hidden); return [y, h]; }
            case LSTM m: { var (y, h, c) = m.call(t[0], states); return [y, h, c]; }
            case RNNCell m: return [m.call(t[0], hidden)];
            case GRUCell m: return [m.call(t[0], hidden)];
            default: { var (h, c) = ((LSTMCell)module).call(t[0], states); return [h, c]; }
        }
    }

    private static Tensor[] Tensors(object? list) => [.. ((List<object?>)list!).Cast<Tensor>()];

    private static Tensor Numbers(double seed, params long[] shape)
        => torch.tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (float)Math.Sin(i * 1.7 + seed)).ToArray()).view(shape);

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape.ToArray(), actual.shape.ToArray());
        double error = (expected - actual).abs().max().item<float>(), size = Math.Max(1, expected.abs().max().item<float>());
        Assert.True(error <= 3e-6 * size, $"{what} differs by {error:g3}: {actual} instead of {expected}");
    }

    private sealed class Options(object? recorded)
    {
        private readonly OrderedDictionary<string, object?> _values = recorded as OrderedDictionary<string, object?> ?? [];

        public bool Is(string name, bool otherwise = false) => _values.TryGetValue(name, out var value) ? (bool)value! : otherwise;

        public long Number(string name, long otherwise) => _values.TryGetValue(name, out var value) ? Convert.ToInt64(value) : otherwise;

        public double Fraction(string name) => _values.TryGetValue(name, out var value) ? (double)value! : 0;

        public string Text(string name, string otherwise) => _values.TryGetValue(name, out var value) ? (string)value! : otherwise;
    }
}
