using Taimatsu.Modules;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Attention;

/// <summary>Attention and transformer layers against PyTorch's: first values by seed, names, printing, results, weights and gradients.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class PyTorchLayerTests
{
    private const long E = 8, H = 2, L = 5, S = 7, N = 3;

    private static readonly OrderedDictionary<string, object?> s_cases =
        (OrderedDictionary<string, object?>)torch.load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Attention", "attention.pth"))!;

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void LayersAreAsInPyTorch(string name)
    {
        var golden = (OrderedDictionary<string, object?>)s_cases[name]!;
        torch.manual_seed(5);
        var module = Make(name);
        // Lists of equal modules are printed differently since.
        string text = (string)golden["text"]!;
        if (!text.Contains("ModuleList", StringComparison.Ordinal)) Assert.Equal(text, module.ToString());
        var state = (StateDict)golden["state"]!;
        Assert.Equal(state.Keys, module.state_dict().Keys);
        foreach (var (key, value) in module.state_dict()) Assert.True(value.equal(state[key]), $"{key}: {value} instead of {state[key]}");

        var inputs = Tensors(golden["inputs"]).Select(x => x.clone().requires_grad_()).ToArray();
        torch.manual_seed(6);
        var outputs = Call(name, module, inputs);
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

    private static Module Make(string name)
    {
        TransformerEncoderLayer Layer(double dropout = 0, string activation = "relu", bool batch_first = false, bool norm_first = false, double eps = 1e-5)
            => nn.TransformerEncoderLayer(E, H, 12, dropout, activation, eps, batch_first, norm_first);
        return name switch
        {
            "self_batch_first" => nn.MultiheadAttention(E, H, batch_first: true),
            "self_no_bias" => nn.MultiheadAttention(E, H, bias: false),
            "cross_widths" => nn.MultiheadAttention(E, H, kdim: 6, vdim: 4),
            "extra_keys" => nn.MultiheadAttention(E, H, add_bias_kv: true, add_zero_attn: true),
            "dropout" => nn.MultiheadAttention(E, H, dropout: 0.3),
            "encoder_layer_gelu_first" => Layer(0, "gelu", true, true, 1e-3),
            "encoder_layer_dropout" => Layer(0.2),
            "encoder" => nn.TransformerEncoder(Layer(), 2, nn.LayerNorm(E)),
            "decoder_layer" => nn.TransformerDecoderLayer(E, H, 12, 0),
            "decoder_layer_first" => nn.TransformerDecoderLayer(E, H, 12, 0.1, x => x.gelu(), norm_first: true),
            "decoder" => nn.TransformerDecoder(nn.TransformerDecoderLayer(E, H, 12, 0), 2),
            "transformer" => nn.Transformer(E, H, 2, 1, 12, 0),
            _ => name.StartsWith("encoder_layer", StringComparison.Ordinal) ? Layer() : nn.MultiheadAttention(E, H),
        };
    }

    private static Tensor[] Call(string name, Module module, Tensor[] t)
    {
        var causal = torch.full([L, L], double.NegativeInfinity).triu(1);
        Tensor padding = torch.zeros(N, L, dtype: @bool), memoryPadding = torch.zeros(N, S, dtype: @bool), forbidden = torch.zeros(L, S, dtype: @bool);
        padding[1, 3..].fill_(true);
        padding[2, 4..].fill_(true);
        memoryPadding[0, 5..].fill_(true);
        forbidden[0, 1..4].fill_(true);
        forbidden[2, 0].fill_(true);
        forbidden[4, 6].fill_(true);
        switch (module)
        {
            case MultiheadAttention m:
                var (result, weights) = name switch
                {
                    "self_no_weights" or "self_no_bias" or "dropout" => m.call(t[0], t[0], t[0], need_weights: false),
                    "self_causal" => m.call(t[0], t[0], t[0], attn_mask: causal, need_weights: false, is_causal: true),
                    "self_padding" => m.call(t[0], t[0], t[0], key_padding_mask: padding, attn_mask: causal, need_weights: false),
                    "self_batch_first" => m.call(t[0], t[0], t[0], key_padding_mask: padding, average_attn_weights: false),
                    "cross" => m.call(t[0], t[1], t[1], attn_mask: forbidden),
                    "cross_three" => m.call(t[0], t[1], t[2], attn_mask: Numbers(9, N * H, L, S), need_weights: false),
                    "cross_widths" => m.call(t[0], t[1], t[2], key_padding_mask: memoryPadding, average_attn_weights: false),
                    "extra_keys" => m.call(t[0], t[1], t[1], attn_mask: forbidden, key_padding_mask: memoryPadding),
                    _ => m.call(t[0], t[0], t[0]),
                };
                return weights is null ? [result] : [result, weights];
            case TransformerEncoderLayer m:
                return [name switch { "encoder_layer_masks" => m.call(t[0], causal, padding), "encoder_layer_gelu_first" => m.call(t[0], causal), _ => m.call(t[0]) }];
            case TransformerDecoderLayer m:
                return [name == "decoder_layer" ? m.call(t[0], t[1], causal, memory_key_padding_mask: memoryPadding) : m.call(t[0], t[1], causal, forbidden, padding)];
            case TransformerEncoder m: return [m.call(t[0], causal, padding)];
            case TransformerDecoder m: return [m.call(t[0], t[1], causal)];
            default:
                return [((Transformer)module).call(t[0], t[1], tgt_mask: Transformer.generate_square_subsequent_mask(L), src_key_padding_mask: memoryPadding, memory_key_padding_mask: memoryPadding)];
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
}
