using Taimatsu.Backends;
using Taimatsu.Operators;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Recurrent;

/// <summary>The kernels of recurrent layers against the cells in tensor operators: results, final states and all gradients, over sizes around blocks and tiles.</summary>
public class FusedRecurrentTests
{
    private static readonly long[][] s_batches = [[1], [1, 1, 1], [4, 4], [5, 5, 5], [17, 17], [33, 33, 33], [6, 6, 4, 1], [20, 15, 15, 2], [40, 40, 31, 30, 3]];

    public static TheoryData<int, long, int> Cases()
    {
        var data = new TheoryData<int, long, int>();
        foreach (var kind in Enum.GetValues<RecurrentKind>())
            foreach (long units in new long[] { 1, 3, 16, 33, 70 })
                for (int b = 0; b < s_batches.Length; b++) data.Add((int)kind, units, b);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KernelsAreTheComposite(int kind, long units, int batches)
    {
        Compare((RecurrentKind)kind, units, s_batches[batches], float64, bidirectional: true, biased: units != 16, 1e-12);
        Compare((RecurrentKind)kind, units, s_batches[batches], float32, bidirectional: false, biased: true, 2e-5);
        Compare((RecurrentKind)kind, units, s_batches[batches], float64, bidirectional: true, biased: true, 1e-12, fromRest: true);
    }

    [Fact]
    public void LongSumsAreCutIntoBlocks() => Compare(RecurrentKind.Lstm, 530, [6, 6], float32, bidirectional: false, biased: true, 1e-4);

    /// <summary>The inputs of all steps are multiplied before the first where the weights are large, and packed in pieces where there are many.</summary>
    [Fact]
    public void ManyInputsOfManyKinds()
    {
        foreach (var kind in Enum.GetValues<RecurrentKind>())
        {
            Compare(kind, 200, [5, 5], float32, bidirectional: true, biased: true, 1e-4, features: 400);
            Compare(kind, 6, [9, 9, 9, 8, 8, 8, 3], float64, bidirectional: true, biased: true, 1e-11, features: 2500);
        }
    }

    /// <summary>The inputs' gradients are made in the steps: whole blocks in place, the rest by a tile, the second direction's added to the first one's.</summary>
    [Fact]
    public void InputsOfWholeBlocksAndParts()
    {
        foreach (var kind in Enum.GetValues<RecurrentKind>())
        {
            Compare(kind, 33, [17, 17, 9], float32, bidirectional: true, biased: true, 1e-4, features: 40);
            Compare(kind, 64, [8, 8], float64, bidirectional: true, biased: true, 1e-12, features: 96);
        }
    }

    private static void Compare(RecurrentKind kind, long units, long[] batchSizes, ScalarType type, bool bidirectional, bool biased, double tolerance, long features = 3, bool fromRest = false)
    {
        int directions = bidirectional ? 2 : 1;
        long gates = kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 } * units, rows = batchSizes.Sum();
        var generator = new Generator(7);
        Tensor New(double scale, params long[] sizes) => (torch.randn(sizes, generator: generator, dtype: type) * scale).requires_grad_();
        Tensor input = New(1, rows, features), hidden = fromRest ? torch.zeros(directions, batchSizes[0], units, dtype: type) : New(0.5, directions, batchSizes[0], units);
        var cell = kind == RecurrentKind.Lstm ? New(0.5, directions, batchSizes[0], units) : null;
        double size = 1 / Math.Sqrt(units);
        var weights = Enumerable.Range(0, directions).Select(_ => new RecurrentWeights(New(features == 3 ? 0.5 : 1 / Math.Sqrt(features), gates, features), New(size, gates, units), biased ? New(0.5, gates) : null, biased ? New(0.5, gates) : null, null)).ToArray();
        Tensor[] leaves = [.. new[] { input, hidden, cell }.Concat(weights.SelectMany(w => w.All)).OfType<Tensor>().Where(x => x.requires_grad)];

        var fused = FusedRecurrent.Run(kind, input, hidden, cell, weights, batchSizes, fromRest);
        var composite = RecurrentComposite.Run(kind, input, hidden, cell, weights, batchSizes);
        Assert.Equal("RecurrentBackward0", fused.Output.grad_fn!.Name);
        Close(composite.Output, fused.Output, "output");
        Close(composite.Hidden, fused.Hidden, "last hidden states");
        if (cell is not null) Close(composite.Cell!, fused.Cell!, "last cells");

        // Each of the results alone, and all together, must send its gradient back.
        Tensor[] factors = [torch.randn(rows, directions * units, dtype: type, generator: generator), torch.randn([directions, batchSizes[0], units], dtype: type, generator: generator),
            torch.randn([directions, batchSizes[0], units], dtype: type, generator: generator)];
        foreach (int used in new[] { 1, 2, 4, 7 })
        {
            if (used == 4 && cell is null) continue;
            Tensor Loss((Tensor Output, Tensor Hidden, Tensor? Cell) r)
            {
                var loss = torch.zeros([], dtype: type);
                if ((used & 1) != 0) loss = loss + (r.Output * factors[0]).sum();
                if ((used & 2) != 0) loss = loss + (r.Hidden * factors[1]).sum();
                if ((used & 4) != 0 && r.Cell is not null) loss = loss + (r.Cell * factors[2]).sum();
                return loss;
            }
            var expected = torch.autograd.grad([Loss(composite)], leaves, retain_graph: true, allow_unused: true);
            // The last time the gates' place is taken by their gradients.
            var actual = torch.autograd.grad([Loss(fused)], leaves, retain_graph: used != 7, allow_unused: true);
            for (int i = 0; i < leaves.Length; i++) Close(expected[i] ?? torch.zeros_like(leaves[i]), actual[i], $"gradient {i} of {used}");
        }

        void Close(Tensor wanted, Tensor got, string what)
        {
            Assert.Equal(wanted.shape.ToArray(), got.shape.ToArray());
            double error = (wanted - got).abs().max().to(float64).item<double>(), scale = Math.Max(1, wanted.abs().max().to(float64).item<double>());
            Assert.True(error <= tolerance * scale, $"{kind} {type} of {units} units and batches {string.Join(' ', batchSizes)}: {what} differs by {error:g3}, scale {scale:g3}");
        }
    }
}
