namespace Taimatsu.Bench;

/// <summary>Recurrent layers and attention by themselves, forward and with their gradients.</summary>
internal static class Sequences
{
    private const long Steps = 64, Batch = 16, Features = 128;

    public static IEnumerable<Workload> All()
    {
        foreach (bool backward in new[] { false, true })
        {
            string family = backward ? "sequences with gradients" : "sequences", shape = $"{Steps} steps of {Batch}x{Features}";
            yield return new(family, $"RNN, {shape}", () => { var layer = RNN(Features, Features); return Run(layer, x => layer.call(x, null).Item1, backward); });
            yield return new(family, $"GRU, {shape}", () => { var layer = GRU(Features, Features); return Run(layer, x => layer.call(x, null).Item1, backward); });
            yield return new(family, $"LSTM, {shape}", () => { var layer = LSTM(Features, Features); return Run(layer, x => layer.call(x, null).Item1, backward); });
            yield return new(family, $"LSTM both ways, {shape}", () => { var layer = LSTM(Features, Features, bidirectional: true); return Run(layer, x => layer.call(x, null).Item1, backward); });
            yield return new(family, "multihead attention, 64 places of 8x256", () =>
            {
                var layer = MultiheadAttention(256, 8);
                return Run(layer, x => layer.call(x, x, x).Item1, backward, 64, 8, 256);
            });
            yield return new(family, "attention with a mask over 256, 8x4 heads of 64", () =>
            {
                var mask = randn(256, 256);
                return Run(Identity(), x => F.scaled_dot_product_attention(x, x, x, mask), backward, 8, 4, 256, 64);
            });
            yield return new(family, "decoder layer, 64 places of 8x256", () =>
            {
                var layer = TransformerDecoderLayer(256, 8, 1024, 0.0);
                var memory = randn(64, 8, 256);
                return Run(layer, x => layer.call(x, memory, null, null, null, null), backward, 64, 8, 256);
            });
            foreach (long length in new long[] { 64, 1024 })
                foreach (bool causal in new[] { false, true })
                    yield return Attention(family, length, causal, backward);
        }
    }

    private static Action Run(Module layer, Func<Tensor, Tensor> forward, bool backward, params long[] shape)
    {
        var x = randn(shape is [] ? [Steps, Batch, Features] : shape);
        if (!backward) return Workload.Silent(() => { forward(x); });
        x.requires_grad_();
        var grad = randn_like(forward(x).detach());
        var weights = layer.parameters().ToArray();
        return Workload.Scoped(() =>
        {
            x.grad = null;
            foreach (var weight in weights) weight.grad = null;
            autograd.backward(new[] { forward(x) }, new[] { grad });
        });
    }

    // Half of the weights are nothing where attention only looks back: the operations that count are halved with them.
    private static Workload Attention(string family, long length, bool causal, bool backward)
    {
        const long Groups = 8, Heads = 4, Width = 64;
        double flops = 4.0 * Groups * Heads * length * length * Width * (causal ? 0.5 : 1);
        return new(family, $"attention over {length}{(causal ? ", causal" : "")}, {Groups}x{Heads} heads of {Width}", () =>
        {
            Tensor q = randn(Groups, Heads, length, Width), k = randn(Groups, Heads, length, Width), v = randn(Groups, Heads, length, Width);
            if (!backward) return Workload.Silent(() => F.scaled_dot_product_attention(q, k, v, null, 0.0, causal));
            var grad = randn(Groups, Heads, length, Width);
            foreach (var each in new[] { q, k, v }) each.requires_grad_();
            return Workload.Scoped(() =>
            {
                q.grad = null;
                k.grad = null;
                v.grad = null;
                autograd.backward(new[] { F.scaled_dot_product_attention(q, k, v, null, 0.0, causal) }, new[] { grad });
            });
        }, backward ? 3.5 * flops : flops);
    }
}
