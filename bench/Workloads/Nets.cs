namespace Taimatsu.Bench;

/// <summary>The networks that are trained and asked, in layers that both libraries have.</summary>
internal static class Nets
{
    public static Module<Tensor, Tensor> Tutorial() => Sequential(
        Conv2d(3, 6, 5), ReLU(), MaxPool2d(2, 2), Conv2d(6, 16, 5), ReLU(), MaxPool2d(2, 2), Flatten(),
        Linear(400, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10));

    public static Module<Tensor, Tensor> SmallMlp() => Sequential(Linear(16, 32), ReLU(), Linear(32, 4));

    public static Module<Tensor, Tensor> LargeMlp() => Sequential(Linear(784, 1024), ReLU(), Linear(1024, 1024), ReLU(), Linear(1024, 10));

    public static Module<Tensor, Tensor> Vgg() => Sequential(
        Conv2d(3, 64, 3, padding: 1), ReLU(), Conv2d(64, 64, 3, padding: 1), ReLU(), MaxPool2d(2, 2),
        Conv2d(64, 128, 3, padding: 1), ReLU(), Conv2d(128, 128, 3, padding: 1), ReLU(), MaxPool2d(2, 2),
        Conv2d(128, 256, 3, padding: 1), ReLU(), Conv2d(256, 256, 3, padding: 1), ReLU(), MaxPool2d(2, 2), Flatten(),
        Linear(4096, 512), ReLU(), Linear(512, 10));

    public static Module<Tensor, Tensor> ResNet18() => Sequential(
        Conv2d(3, 64, 3, padding: 1, bias: false), BatchNorm2d(64), ReLU(),
        new Block(64, 64, 1), new Block(64, 64, 1), new Block(64, 128, 2), new Block(128, 128, 1), new Block(128, 256, 2), new Block(256, 256, 1), new Block(256, 512, 2), new Block(512, 512, 1),
        AdaptiveAvgPool2d(1), Flatten(), Linear(512, 10));

    /// <summary>Blocks of a window for each channel and a mixing product, as small devices run them.</summary>
    public static Module<Tensor, Tensor> Separable() => Sequential(
        Conv2d(3, 32, 3, padding: 1, bias: false), BatchNorm2d(32), ReLU6(),
        SeparableBlock(32, 64, 1), SeparableBlock(64, 128, 2), SeparableBlock(128, 128, 1), SeparableBlock(128, 256, 2), SeparableBlock(256, 256, 1),
        AdaptiveAvgPool2d(1), Flatten(), Linear(256, 10));

    /// <summary>Blocks that narrow, look around and widen again.</summary>
    public static Module<Tensor, Tensor> Bottlenecks() => Sequential(
        Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(), MaxPool2d(3, 2, 1),
        new Bottleneck(64, 64), new Bottleneck(256, 64), new Bottleneck(256, 64), AdaptiveAvgPool2d(1), Flatten(), Linear(256, 10));

    public static Module<Tensor, Tensor> TextConvolution() => new WindowsOfWords();

    public static Module<Tensor, Tensor> Gru() => new GatedRecurrence();

    private static Module<Tensor, Tensor> SeparableBlock(long channels, long planes, long stride) => Sequential(
        Conv2d(channels, channels, 3, stride: stride, padding: 1, groups: channels, bias: false), BatchNorm2d(channels), ReLU6(),
        Conv2d(channels, planes, 1, bias: false), BatchNorm2d(planes), ReLU6());

    public static Module<Tensor, Tensor> Transformer() => new Encoder();

    public static Module<Tensor, Tensor> Lstm() => new Recurrence();

    public static Module<Tensor, Tensor> Words() => new BagOfWords();

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> body;
        private readonly Module<Tensor, Tensor>? shortcut;

        public Block(long channels, long planes, long stride) : base(nameof(Block))
        {
            body = Sequential(Conv2d(channels, planes, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(planes), ReLU(), Conv2d(planes, planes, 3, padding: 1, bias: false), BatchNorm2d(planes));
            if (stride != 1) shortcut = Sequential(Conv2d(channels, planes, 1, stride: stride, bias: false), BatchNorm2d(planes));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => F.relu(body.call(x) + (shortcut is null ? x : shortcut.call(x)));
    }

    private sealed class Bottleneck : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> body;
        private readonly Module<Tensor, Tensor>? shortcut;

        public Bottleneck(long channels, long planes) : base(nameof(Bottleneck))
        {
            body = Sequential(
                Conv2d(channels, planes, 1, bias: false), BatchNorm2d(planes), ReLU(), Conv2d(planes, planes, 3, padding: 1, bias: false), BatchNorm2d(planes), ReLU(),
                Conv2d(planes, 4 * planes, 1, bias: false), BatchNorm2d(4 * planes));
            if (channels != 4 * planes) shortcut = Sequential(Conv2d(channels, 4 * planes, 1, bias: false), BatchNorm2d(4 * planes));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => F.relu(body.call(x) + (shortcut is null ? x : shortcut.call(x)));
    }

    private sealed class Encoder : Module<Tensor, Tensor>
    {
        private readonly TransformerEncoder layers;
        private readonly Linear head;

        public Encoder() : base(nameof(Encoder))
        {
            layers = TransformerEncoder(TransformerEncoderLayer(256, 4, 1024, 0.1), 4);
            head = Linear(256, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(layers.call(x, null, null).mean(new long[] { 0 }));
    }

    private sealed class Recurrence : Module<Tensor, Tensor>
    {
        private readonly LSTM layers;
        private readonly Linear head;

        public Recurrence() : base(nameof(Recurrence))
        {
            layers = LSTM(64, 128, 2);
            head = Linear(128, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (output, _, _) = layers.call(x, null);
            return head.call(output.select(0, -1));
        }
    }

    private sealed class BagOfWords : Module<Tensor, Tensor>
    {
        private readonly Embedding words;
        private readonly Linear head;

        public BagOfWords() : base(nameof(BagOfWords))
        {
            words = Embedding(10000, 64);
            head = Linear(64, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(words.call(x).mean(new long[] { 1 }));
    }

    private sealed class WindowsOfWords : Module<Tensor, Tensor>
    {
        private readonly Embedding words;
        private readonly Conv1d windows;
        private readonly Dropout dropout;
        private readonly Linear head;

        public WindowsOfWords() : base(nameof(WindowsOfWords))
        {
            words = Embedding(10000, 100);
            windows = Conv1d(100, 100, 3);
            dropout = Dropout(0.5);
            head = Linear(100, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => head.call(dropout.call(F.relu(windows.call(words.call(x).transpose(1, 2))).amax(new long[] { 2 })));
    }

    private sealed class GatedRecurrence : Module<Tensor, Tensor>
    {
        private readonly GRU layer;
        private readonly Linear head;

        public GatedRecurrence() : base(nameof(GatedRecurrence))
        {
            layer = GRU(64, 128);
            head = Linear(128, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (output, _) = layer.call(x, null);
            return head.call(output.select(0, -1));
        }
    }

    /// <summary>Input of a network for a batch: pictures, features, sequences [length, batch, features] or words.</summary>
    public static Tensor Input(string net, long batch) => net switch
    {
        "tutorial's net" or "VGG-like" or "ResNet-18" or "separable" => randn(batch, 3, 32, 32),
        "bottlenecks" => randn(batch, 3, 112, 112),
        "small MLP" => randn(batch, 16),
        "large MLP" => randn(batch, 784),
        "transformer" => randn(64, batch, 256),
        "LSTM" or "GRU" => randn(32, batch, 64),
        _ => randint(0, 10000, new long[] { batch, 20 }),
    };

    public static readonly (string Name, Func<Module<Tensor, Tensor>> Make)[] Named =
    [
        ("tutorial's net", Tutorial), ("small MLP", SmallMlp), ("large MLP", LargeMlp), ("VGG-like", Vgg), ("ResNet-18", ResNet18), ("transformer", Transformer), ("LSTM", Lstm), ("embedding", Words),
        ("separable", Separable), ("bottlenecks", Bottlenecks), ("text convolution", TextConvolution), ("GRU", Gru),
    ];
}
