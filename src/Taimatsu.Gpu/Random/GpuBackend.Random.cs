using System.Runtime.InteropServices;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    public override RandomEngine CreateRandomEngine(ulong seed) => new PhiloxEngine(seed);

    public override void Random(in Operand target, RandomEngine engine, Distribution distribution, double a, double b)
    {
        var (key, draw) = ((PhiloxEngine)engine).Next();
        int digits = target.Type switch { ScalarType.Float64 => 53, ScalarType.Float16 => 11, ScalarType.BFloat16 => 8, _ => 24 };
        var iterator = new TensorIterator(target, target, target.Type);
        var walk = new Walk(iterator);
        long first = 0;
        for (var piece = new WalkPieces(iterator); piece.MoveNext(); first += piece.Count)
            Each(RandomKernels.Fill, piece.Count, piece.From(target, 0), walk, key, draw, first, (int)distribution, digits, a, b);
        target.KeepAlive();
    }

    public override void RandomIntegers(in Operand target, RandomEngine engine, long low, ulong range)
    {
        var (key, draw) = ((PhiloxEngine)engine).Next();
        var iterator = new TensorIterator(target, target, target.Type);
        var walk = new Walk(iterator);
        long first = 0;
        for (var piece = new WalkPieces(iterator); piece.MoveNext(); first += piece.Count)
            Each(RandomKernels.Integers, piece.Count, piece.From(target, 0), walk, key, draw, first, low, unchecked((long)range));
        target.KeepAlive();
    }

    public override void RandomBits(in Operand target, RandomEngine engine) => RandomIntegers(target, engine, 0, target.Type switch
    {
        ScalarType.Bool => 2,
        ScalarType.Byte => 1 << 8,
        ScalarType.Int8 => 1 << 7,
        ScalarType.Int16 => 1 << 15,
        ScalarType.Int32 => 1ul << 31,
        ScalarType.Int64 => 1ul << 63,
        ScalarType.Float16 => (1 << 11) + 1,
        ScalarType.BFloat16 => (1 << 8) + 1,
        ScalarType.Float32 => (1 << 24) + 1,
        _ => (1ul << 53) + 1,
    });

    public override void RandomBernoulli(in Operand target, in Operand probabilities, RandomEngine engine)
    {
        var (key, draw) = ((PhiloxEngine)engine).Next();
        var iterator = new TensorIterator(target, probabilities, target.Type);
        var walk = new Walk(iterator);
        long first = 0;
        for (var piece = new WalkPieces(iterator); piece.MoveNext(); first += piece.Count)
            Each(RandomKernels.Bernoulli, piece.Count, piece.From(target, 0), piece.From(probabilities, 1), walk, key, draw, first);
        target.KeepAlive();
        probabilities.KeepAlive();
    }

    // A shuffle is one step after the other: the processor does it with the device's bits.
    public override void RandomPermutation(in Operand target, RandomEngine engine)
    {
        var (key, draw) = ((PhiloxEngine)engine).Next();
        var order = new long[target.Count];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int at = (int)(Philox.Low(Philox.At(key, draw, i)) % (ulong)(i + 1));
            (order[i], order[at]) = (order[at], order[i]);
        }
        Upload(MemoryMarshal.AsBytes<long>(order), target);
    }

    public override void RandomCategories(in Operand target, in Operand weights, RandomEngine engine, bool replacement)
    {
        if (target.Count == 0) return;
        int rows = checked((int)weights.Size(0)), categories = checked((int)weights.Size(1)), samples = checked((int)target.Size(1));
        var problems = Scratch(ScalarType.Byte, rows);
        Each(RandomKernels.CheckWeights, rows, Bytes(problems), Bytes(weights), (int)weights.Type, categories);
        var found = new byte[rows];
        Download(problems, found);
        foreach (byte problem in found)
        {
            if (problem == 0) continue;
            throw new InvalidOperationException("invalid multinomial distribution " + problem switch
            {
                1 => "(encountering probability entry < 0)",
                2 => "(encountering probability entry = infinity or NaN)",
                _ => "(sum of probabilities <= 0)",
            });
        }
        var (key, draw) = ((PhiloxEngine)engine).Next();
        Each(RandomKernels.Categories, target.Count, View<long>(target), Bytes(weights), (int)weights.Type, samples, categories, key, draw, replacement ? 1 : 0);
        target.KeepAlive();
        weights.KeepAlive();
    }
}
