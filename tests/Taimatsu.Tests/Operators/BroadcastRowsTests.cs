namespace Taimatsu.Tests.Operators;

/// <summary>Operands that are broadcast over short rows, or lie across the result, beside the same written out.</summary>
public class BroadcastRowsTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Byte)]
    public void Rows_of_any_length_are_those_of_operands_written_out(ScalarType type)
    {
        foreach (long n in new long[] { 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70, 1024, 1030 })
        {
            Tensor x = torch.randint(0, 9, [5, 1, n]).to(type), y = torch.randint(0, 9, [1, 6, n]).to(type), column = torch.randint(0, 9, [5, 6, 1]).to(type);
            AssertSame(x, y, (a, b) => a + b, [5, 6, n]);
            AssertSame(x, column, (a, b) => a - b, [5, 6, n]);
            AssertSame(column, y, (a, b) => a - b, [5, 6, n]);
            AssertSame(x, y, (a, b) => a < b, [5, 6, n]);
            AssertSame(x.to(ScalarType.Int32), y, (a, b) => a * b, [5, 6, n]);
        }
    }

    [Fact]
    public void Rows_are_cut_between_threads_anywhere()
    {
        Tensor x = torch.randn([300, 1, 37]), y = torch.randn([1, 41, 37]);
        AssertSame(x, y, (a, b) => a * b, [300, 41, 37]);
    }

    [Fact]
    public void Every_second_element_is_taken()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Int64, ScalarType.Float16 })
            foreach (long n in new long[] { 1, 2, 8, 9, 10, 17, 40 })
            {
                Tensor x = torch.arange(2 * n).to(type), odd = x.slice(0, 1, 2 * n, 2);
                Assert.True(torch.equal(odd.contiguous().to(ScalarType.Int64), torch.arange(n) * 2 + 1));
                Assert.True(torch.equal((odd + 1).to(ScalarType.Int64), torch.arange(n) * 2 + 2));
            }
    }

    [Fact]
    public void A_result_that_lies_as_one_operand_takes_the_other_across()
    {
        foreach (long size in new long[] { 3, 40 })
        {
            Tensor last = torch.randn([2, size, size, 32]).permute(0, 3, 1, 2), straight = torch.randn([2, 32, size, size]), plane = torch.randn([32, size, size]);
            var sum = last + straight;
            Assert.Equal(last.stride(), sum.stride());
            Assert.True(torch.equal(sum, last.contiguous() + straight));
            Assert.True(torch.equal(last * plane, last.contiguous() * plane));
            Assert.True(torch.equal(last > straight, last.contiguous() > straight));
            Assert.True(torch.equal(last + straight.to(ScalarType.Float64), last.contiguous() + straight.to(ScalarType.Float64)));
        }
    }

    private static void AssertSame(Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> function, long[] shape)
        => Assert.True(torch.equal(function(x, y), function(x.expand(shape).contiguous(), y.expand(shape).contiguous())), $"[{string.Join(", ", x.shape)}] {x.dtype}, [{string.Join(", ", y.shape)}]");
}
