using Taimatsu.Backends;
using Taimatsu.Operators;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Recurrent;

/// <summary>First and second derivatives of recurrent layers against differences.</summary>
public class RecurrentGradientTests
{
    [Theory]
    [InlineData((int)RecurrentKind.RnnTanh, false)]
    [InlineData((int)RecurrentKind.Lstm, false)]
    [InlineData((int)RecurrentKind.Lstm, true)]
    [InlineData((int)RecurrentKind.Gru, false)]
    [InlineData((int)RecurrentKind.Gru, true)]
    public void DerivativesAreDifferences(int number, bool packed)
    {
        var kind = (RecurrentKind)number;
        long[] batchSizes = packed ? [2, 1] : [2, 2];
        const long Units = 2, Features = 2;
        long gates = kind switch { RecurrentKind.Lstm => 4, RecurrentKind.Gru => 3, _ => 1 } * Units;
        var generator = new Generator(3);
        Tensor New(params long[] sizes) => torch.randn(sizes, generator: generator, dtype: float64).requires_grad_();
        List<Tensor> inputs = [New(batchSizes.Sum(), Features), New(1, 2, Units), New(gates, Features), New(gates, Units), New(gates), New(gates)];
        if (kind == RecurrentKind.Lstm) inputs.Add(New(1, 2, Units));

        Tensor[] Run(Tensor[] x)
        {
            var (output, hidden, cell) = FusedRecurrent.Run(kind, x[0], x[1], x.Length > 6 ? x[6] : null, [new RecurrentWeights(x[2], x[3], x[4], x[5], null)], batchSizes, false);
            return cell is null ? [output, hidden] : [output, hidden, cell];
        }

        Assert.True(torch.autograd.gradcheck(Run, [.. inputs]));
        Assert.True(torch.autograd.gradgradcheck(Run, [.. inputs]));
    }
}
