namespace Taimatsu.Bench;

/// <summary>Convolutions, norms, losses, poolings, recurrent layers and attention of many sizes.</summary>
internal static class WideLayers
{
    public static IEnumerable<Workload> All()
    {
        foreach (bool backward in new[] { false, true })
        {
            string with = backward ? " with gradients" : "";
            foreach (var (n, c, k, side, window, stride, padding, dilation, groups) in Convolutions)
                yield return new($"wide convolutions{with}", $"{window}x{window}, {c} to {k}, {side}x{side}, batch {n}, stride {stride}, padding {padding}, dilation {dilation}, groups {groups}", () =>
                    Layer(Conv2d(c, k, window, stride: stride, padding: padding, dilation: dilation, groups: groups), backward, n, c, side, side));
            foreach (var (n, c, k, side, window, stride, padding) in Rectified)
                yield return new($"wide convolutions{with}", $"{window}x{window} and relu, {c} to {k}, {side}x{side}, batch {n}, stride {stride}", () =>
                    Layer(Sequential(Conv2d(c, k, window, stride: stride, padding: padding), ReLU()), backward, n, c, side, side));
            foreach (var (n, c, k, side, window, stride, padding) in ChannelsLast)
                yield return new($"wide convolutions{with}", $"channels last {window}x{window}, {c} to {k}, {side}x{side}, batch {n}, stride {stride}", () =>
                    Layer(Conv2d(c, k, window, stride: stride, padding: padding), backward, randn(n, side, side, c).permute(0, 3, 1, 2)));
            foreach (var (n, c, k, length, window, stride, padding) in Lines)
                yield return new($"wide convolutions{with}", $"1-d {window}, {c} to {k}, length {length}, batch {n}, stride {stride}", () => Layer(Conv1d(c, k, window, stride: stride, padding: padding), backward, n, c, length));
            foreach (var (name, make, shape) in Norms) yield return new($"wide norms{with}", $"{name}, {string.Join("x", shape)}", () => Layer(make(), backward, shape));
            foreach (var (name, function, shape) in Functions) yield return new($"wide losses and pools{with}", $"{name}, {string.Join("x", shape)}", () => Gradients.Run(function(shape), backward, shape));
            foreach (var (name, length, batch, inputs, hidden) in Recurrences)
                yield return new($"wide recurrent{with}", $"{name} {inputs} to {hidden}, {length} steps, batch {batch}", () => Recurrent(name, backward, length, batch, inputs, hidden));
            foreach (var (groups, heads, length, width) in new (long, long, long, long)[] { (1, 8, 16, 64), (32, 8, 32, 32), (4, 12, 128, 64), (1, 12, 512, 64), (2, 4, 200, 80), (8, 4, 50, 16) })
                yield return new($"wide attention{with}", $"{groups}x{heads}x{length}x{width}", () => Gradients.Run(x => F.scaled_dot_product_attention(x, x, x), backward, groups, heads, length, width));
            foreach (var (length, batch, width, heads) in new (long, long, long, long)[] { (10, 32, 64, 4), (100, 4, 128, 8), (32, 16, 512, 8) })
                yield return new($"wide attention{with}", $"encoder layer {length}x{batch}x{width}, {heads} heads", () =>
                {
                    var layer = TransformerEncoderLayer(width, heads, 4 * width, 0.0);
                    return Gradients.Run(x => layer.call(x, null, null), backward, length, batch, width);
                });
            foreach (var (rows, inputs, outputs) in new (long, long, long)[] { (1, 10, 10), (1, 784, 128), (32, 784, 128), (32, 128, 10), (256, 20, 1), (1000, 13, 64), (128, 2048, 1000), (7, 333, 77), (4096, 256, 256) })
                yield return new($"wide linear{with}", $"{rows}x{inputs} to {outputs}", () => Layer(Linear(inputs, outputs), backward, rows, inputs));
        }
    }

    private static readonly (long, long, long, long, long, long, long, long, long)[] Convolutions =
    [
        (32, 1, 32, 28, 3, 1, 0, 1, 1), (32, 32, 64, 26, 3, 1, 0, 1, 1), (64, 1, 6, 28, 5, 1, 2, 1, 1), (64, 6, 16, 14, 5, 1, 0, 1, 1), (1, 3, 64, 224, 11, 4, 2, 1, 1), (1, 3, 64, 224, 7, 2, 3, 1, 1), (1, 3, 32, 224, 3, 2, 1, 1, 1),
        (1, 64, 64, 56, 3, 1, 1, 1, 1), (1, 64, 256, 56, 1, 1, 0, 1, 1), (1, 256, 64, 56, 1, 1, 0, 1, 1), (1, 512, 512, 7, 3, 1, 1, 1, 1), (1, 512, 2048, 7, 1, 1, 0, 1, 1), (8, 128, 128, 28, 3, 2, 1, 1, 1),
        (4, 32, 32, 32, 3, 1, 2, 2, 1), (16, 100, 64, 8, 4, 2, 1, 1, 1), (8, 32, 64, 32, 4, 2, 1, 1, 1), (2, 64, 192, 27, 5, 1, 2, 1, 1), (4, 256, 256, 14, 3, 1, 1, 1, 32), (2, 96, 96, 28, 7, 1, 3, 1, 96), (32, 16, 16, 16, 3, 1, 1, 1, 1),
        (16, 48, 96, 16, 1, 1, 0, 1, 1), (1, 16, 16, 300, 3, 1, 1, 1, 1), (2, 3, 16, 100, 5, 2, 0, 1, 1), (4, 64, 3, 32, 3, 1, 1, 1, 1), (4, 64, 1, 32, 1, 1, 0, 1, 1), (8, 24, 40, 19, 3, 2, 1, 1, 1), (4, 20, 20, 17, 2, 2, 0, 1, 1), (4, 512, 10, 1, 1, 1, 0, 1, 1),
    ];

    private static readonly (long, long, long, long, long, long, long)[] Rectified = [(8, 64, 64, 32, 3, 1, 1), (8, 64, 128, 32, 3, 2, 1), (4, 256, 64, 28, 1, 1, 0), (2, 3, 64, 112, 7, 2, 3)];

    private static readonly (long, long, long, long, long, long, long)[] ChannelsLast = [(8, 64, 64, 32, 3, 1, 1), (1, 3, 64, 224, 7, 2, 3), (4, 256, 64, 28, 1, 1, 0), (8, 64, 128, 32, 3, 2, 1)];

    private static readonly (long, long, long, long, long, long, long)[] Lines = [(16, 64, 64, 100, 3, 1, 1), (8, 1, 32, 1000, 7, 2, 3), (32, 100, 128, 50, 5, 1, 2), (4, 256, 256, 200, 1, 1, 0), (1, 80, 256, 300, 3, 2, 1)];

    private static readonly (string, Func<Module<Tensor, Tensor>>, long[])[] Norms =
    [
        ("batch norm", () => BatchNorm1d(128), [64, 128]), ("batch norm", () => BatchNorm1d(32), [16, 32, 100]), ("batch norm", () => BatchNorm2d(16), [64, 16, 28, 28]),
        ("batch norm", () => BatchNorm2d(256), [4, 256, 14, 14]), ("batch norm", () => BatchNorm2d(64), [1, 64, 56, 56]),
        ("batch norm, eval", () => { var layer = BatchNorm2d(64); layer.eval(); return layer; }, [8, 64, 28, 28]), ("layer norm", () => LayerNorm(64), [5000, 64]),
        ("layer norm", () => LayerNorm(1024), [8, 1024]), ("layer norm", () => LayerNorm(10), [1000, 10]),
        ("layer norm", () => LayerNorm(256), [64, 8, 256]), ("group norm", () => GroupNorm(32, 64), [4, 64, 28, 28]),
        ("group norm", () => GroupNorm(1, 32), [8, 32, 16, 16]), ("instance norm", () => InstanceNorm2d(32), [4, 32, 32, 32]),
    ];

    private static readonly (string, Func<long[], Func<Tensor, Tensor>>, long[])[] Functions =
    [
        ("cross entropy", s => { var t = randint(0, s[1], new long[] { s[0] }); return x => F.cross_entropy(x, t); }, [64, 10]),
        ("cross entropy", s => { var t = randint(0, s[1], new long[] { s[0] }); return x => F.cross_entropy(x, t); }, [8192, 100]),
        ("cross entropy of places", s => { var t = randint(0, s[1], new long[] { s[0], s[2], s[3] }); return x => F.cross_entropy(x, t); }, [2, 21, 64, 64]),
        ("cross entropy", s => { var t = randint(0, s[1], new long[] { s[0] }); return x => F.cross_entropy(x, t); }, [32, 30000]),
        ("mse", s => { var t = randn(s); return x => F.mse_loss(x, t); }, [32, 10]), ("mse", s => { var t = randn(s); return x => F.mse_loss(x, t); }, [100, 1000]),
        ("l1", s => { var t = randn(s); return x => F.l1_loss(x, t); }, [100, 1000]),
        ("smooth l1", s => { var t = randn(s); return x => F.smooth_l1_loss(x, t); }, [100, 1000]),
        ("bce with logits", s => { var t = rand(s); return x => F.binary_cross_entropy_with_logits(x, t); }, [100, 1000]),
        ("bce", s => { var t = rand(s); return x => F.binary_cross_entropy(x.sigmoid(), t); }, [100, 1000]),
        ("kl", s => { var t = randn(s).softmax(1); return x => F.kl_div(x.log_softmax(1), t); }, [100, 100]),
        ("huber", s => { var t = randn(s); return x => F.huber_loss(x, t); }, [100, 1000]),
        ("nll", s => { var t = randint(0, s[1], new long[] { s[0] }); return x => F.nll_loss(x.log_softmax(1), t); }, [256, 100]),
        ("softmax", s => x => x.softmax(-1), [8, 8, 64, 64]), ("softmax", s => x => x.softmax(-1), [32, 10]), ("softmax", s => x => x.softmax(1), [8, 21, 32, 32]),
        ("log softmax", s => x => x.log_softmax(-1), [64, 1000]), ("log softmax", s => x => x.log_softmax(-1), [20, 30000]),
        ("max pool 2", s => x => F.max_pool2d(x, 2), [32, 6, 28, 28]), ("max pool 2", s => x => F.max_pool2d(x, 2), [4, 64, 56, 56]),
        ("max pool 3/2", s => x => F.max_pool2d(x, 3, 2), [2, 64, 55, 55]), ("average pool 2", s => x => F.avg_pool2d(x, 2), [32, 16, 14, 14]),
        ("adaptive average 1", s => x => F.adaptive_avg_pool2d(x, 1), [16, 512, 7, 7]),
        ("adaptive average 6", s => x => F.adaptive_avg_pool2d(x, 6), [4, 64, 13, 13]), ("nearest twice", s => x => Differing.Enlarge(x, false), [4, 32, 16, 16]),
        ("bilinear twice", s => x => Differing.Enlarge(x, true), [4, 32, 16, 16]),
        ("pad", s => x => F.pad(x, [1, 1, 1, 1]), [8, 32, 28, 28]), ("reflected pad", s => x => Differing.PadByReflection(x), [8, 32, 28, 28]),
        ("pixel shuffle", s => x => F.pixel_shuffle(x, 2), [4, 64, 28, 28]),
        ("max pool 1-d", s => x => F.max_pool1d(x, 2), [16, 64, 100]), ("average pool 1-d", s => x => F.avg_pool1d(x, 2), [16, 64, 100]),
    ];

    private static readonly (string, long, long, long, long)[] Recurrences =
    [
        ("LSTM", 10, 1, 8, 16), ("LSTM", 50, 32, 32, 64), ("LSTM", 28, 64, 28, 128), ("LSTM", 100, 1, 128, 256), ("LSTM", 20, 64, 256, 512), ("LSTM", 7, 200, 10, 50), ("LSTM", 128, 8, 100, 100),
        ("GRU", 50, 32, 32, 64), ("GRU", 100, 1, 128, 256), ("RNN", 50, 32, 32, 64), ("RNN", 28, 64, 28, 256),
    ];

    private static Action Layer(Module<Tensor, Tensor> layer, bool backward, params long[] shape)
    {
        if (!backward) return Gradients.Run(layer.call, false, shape);
        return Layer(layer, true, randn(shape));
    }

    private static Action Layer(Module<Tensor, Tensor> layer, bool backward, Tensor x)
        => backward ? Backward(x.requires_grad_(), layer.call, [.. layer.parameters()]) : Workload.Silent(() => layer.call(x));

    private static Action Backward(Tensor x, Func<Tensor, Tensor> function, Parameter[] weights)
    {
        var grad = randn_like(function(x).detach());
        return Workload.Scoped(() =>
        {
            x.grad = null;
            foreach (var weight in weights) weight.grad = null;
            autograd.backward(new[] { function(x) }, new[] { grad });
        });
    }

    private static Action Recurrent(string name, bool backward, long length, long batch, long inputs, long hidden)
    {
        var (layer, function) = Layer(name, inputs, hidden);
        var x = randn(length, batch, inputs);
        return backward ? Backward(x.requires_grad_(), function, [.. layer.parameters()]) : Workload.Silent(() => function(x));
    }

    private static (Module, Func<Tensor, Tensor>) Layer(string name, long inputs, long hidden)
    {
        if (name == "LSTM") { var layer = LSTM(inputs, hidden); return (layer, x => layer.call(x, null).Item1); }
        if (name == "GRU") { var layer = GRU(inputs, hidden); return (layer, x => layer.call(x, null).Item1); }
        var plain = RNN(inputs, hidden);
        return (plain, x => plain.call(x, null).Item1);
    }
}
