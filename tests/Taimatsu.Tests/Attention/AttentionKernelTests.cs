using System.Numerics;
using Taimatsu.Backends;
using Taimatsu.Backends.Cpu;
using Taimatsu.Operators;

namespace Taimatsu.Tests.Attention;

/// <summary>The tiled kernels against the composite in double precision: odd shapes, masks, strides and dropout, on every instruction level of this machine.</summary>
public class AttentionKernelTests
{
    public static TheoryData<string> Levels => [.. Enum.GetValues<SimdLevel>().Where(InstructionSet.IsSupported).Select(level => level.ToString())];

    [Theory]
    [MemberData(nameof(Levels))]
    public void FloatMatchesTheComposite(string level) => Sweep<float>(level, ScalarType.Float32, 3e-5);

    [Theory]
    [MemberData(nameof(Levels))]
    public void DoubleMatchesTheComposite(string level) => Sweep<double>(level, ScalarType.Float64, 1e-12);

    private static void Sweep<T>(string level, ScalarType type, double tolerance) where T : unmanaged, INumber<T>
    {
        var kernels = AttentionKernels<T>.For(Enum.Parse<SimdLevel>(level));
        var random = new Random(11);
        // Lengths on both sides of the tiles' 64 and 128.
        foreach (var (queries, keys) in ((int, int)[])[(1, 1), (1, 200), (2, 150), (3, 5), (17, 64), (64, 65), (65, 128), (70, 129), (130, 67), (129, 260), (66, 70)])
            for (int round = 0; round < 4; round++)
            {
                int batch = round == 0 ? 8 : random.Next(1, 3), group = random.Next(1, 3), heads = group * random.Next(1, 3);
                int width = random.Next(3) switch { 0 => 16 * random.Next(1, 4), 1 => random.Next(1, 20), _ => random.Next(1, 70) }, valueWidth = random.Next(2) == 0 ? width : random.Next(1, 40);
                Run(kernels, type, tolerance, random, batch, heads, group, queries, keys, width, valueWidth);
            }
    }

    private static void Run<T>(AttentionKernels<T> kernels, ScalarType type, double tolerance, Random random, int batch, int heads, int group, int queries, int keys, int width, int valueWidth)
        where T : unmanaged, INumber<T>
    {
        // Heads side by side, as a projection leaves them, or one after the other.
        Tensor Make(int count, int length, int features)
        {
            var generator = new Generator().manual_seed(random.Next());
            return random.Next(2) == 0
                ? torch.randn(batch, length, count, features, generator: generator, dtype: type).transpose(1, 2)
                : torch.randn(batch, count, length, features, generator: generator, dtype: type);
        }
        Tensor q = Make(heads, queries, width), k = Make(group, keys, width), v = Make(group, keys, valueWidth), g = Make(heads, queries, valueWidth);
        bool causal = random.Next(3) == 0;
        Tensor? mask = random.Next(4) switch
        {
            0 => torch.randn(keys, queries, dtype: type, generator: new Generator().manual_seed(1)).t(),
            1 => torch.zeros(batch, 1, 1, keys, type).masked_fill(torch.rand(batch, 1, 1, keys, generator: new Generator().manual_seed(2)) < 0.4, double.NegativeInfinity),
            2 => torch.zeros(heads, keys, queries, type).masked_fill(torch.rand(heads, keys, queries, generator: new Generator().manual_seed(3)) < 0.7, double.NegativeInfinity).transpose(1, 2),
            _ => null,
        };
        var keep = random.Next(3) == 0 ? torch.empty(batch, heads, queries, keys, torch.uint8).bernoulli_(0.7, new Generator().manual_seed(4)) : null;
        double scale = random.Next(4) == 0 ? -0.2 : 1 / Math.Sqrt(width);
        string what = $"[{batch}, {heads}/{group}, {queries} x {keys}, {width}/{valueWidth}] causal {causal} mask {mask?.shape} keep {keep is not null} scale {scale:g3}";

        var inputs = new AttentionInputs(q.Operand, k.Operand, v.Operand, mask?.expand(batch, heads, queries, keys).Operand ?? default, keep?.Operand ?? default, 1 / 0.7, scale, causal);
        Tensor result = Like(g), sums = torch.empty(batch, heads, queries, type), dq = Like(q), dk = Like(k), dv = Like(v);
        AttentionCalls<T>.Forward(kernels, inputs, result.Operand, sums.Operand);
        AttentionCalls<T>.Backward(kernels, inputs, result.Operand, sums.Operand, g.Operand, dq.Operand, dk.Operand, dv.Operand);

        Tensor Wide(Tensor x) => x.to(torch.float64).requires_grad_();
        Tensor wideQ = Wide(q), wideK = Wide(k), wideV = Wide(v);
        long repeats = heads / group;
        var whole = mask?.to(torch.float64);
        if (causal) whole = AttentionComposite.CausalMask(queries, keys, torch.float64, Device.CPU) + (whole ?? torch.zeros(1, torch.float64));
        var expected = AttentionComposite.Of(wideQ, wideK.repeat_interleave(repeats, 1), wideV.repeat_interleave(repeats, 1), whole, keep, 1 / 0.7, scale);
        (expected * g.to(torch.float64)).sum().backward();
        Close(expected, result, "result");
        Close(wideQ.grad!, dq, "gradient of the query");
        Close(wideK.grad!, dk, "gradient of the key");
        Close(wideV.grad!, dv, "gradient of the value");

        void Close(Tensor right, Tensor got, string name)
        {
            double error = (right.detach() - got).abs().max().item<double>(), size = Math.Max(1, right.detach().abs().max().item<double>());
            Assert.True(error <= tolerance * size, $"{name} differs by {error:g3}: {what}");
        }
    }

    // The strides of results differ from those of the inputs.
    private static Tensor Like(Tensor tensor) => torch.full([tensor.shape[0], tensor.shape[2], tensor.shape[1], tensor.shape[3]], double.NaN, dtype: tensor.dtype).transpose(1, 2);
}
