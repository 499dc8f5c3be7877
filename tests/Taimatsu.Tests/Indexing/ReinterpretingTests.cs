using static Taimatsu.torch;

namespace Taimatsu.Tests.Indexing;

public class ReinterpretingTests
{
    [Fact]
    public void Bytes_are_read_as_another_type()
    {
        var x = tensor(new[] { 1f, -2f, 0f, 3.5f }).view(2, 2);
        var bits = x.view(ScalarType.Int32);
        Assert.Equal([0x3F800000, unchecked((int)0xC0000000), 0, 0x40600000], bits.ToFlatArray<int>());
        bits.fill_(0x3F800000); // the same memory
        Assert.True(equal(ones(2, 2), x));
        var bytes = x.view(ScalarType.Byte);
        Assert.Equal(new Size(2, 8), bytes.shape);
        Assert.Equal([0, 0, 0x80, 0x3F], bytes[1, ..4].ToFlatArray<byte>());
        Assert.True(equal(x, bytes.view(ScalarType.Float32)));
        Assert.Equal(new Size(2, 1), x.view(ScalarType.Float64).shape);
        Assert.Equal(new Size(1, 8), bytes[1..].view(ScalarType.Int8).shape);
        Assert.True(equal(ones(1, 2), bytes[1..].view(ScalarType.Float32)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("self.size(-1) must be divisible by 2", Assert.Throws<ArgumentException>(() => zeros(2, 3).view(ScalarType.Float64)).Message);
        Assert.Contains("self.dim() cannot be 0", Assert.Throws<ArgumentException>(() => tensor(1f).view(ScalarType.Int16)).Message);
        Assert.Contains("self.stride(-1) must be 1", Assert.Throws<ArgumentException>(() => zeros(2, 4).t().view(ScalarType.Int16)).Message);
        Assert.Contains("self.storage_offset() must be divisible by 2", Assert.Throws<ArgumentException>(() => zeros(5)[1..].view(ScalarType.Float64)).Message);
        Assert.Contains("self.stride(0) must be divisible by 2", Assert.Throws<ArgumentException>(() => zeros(2, 3)[.., ..2].view(ScalarType.Float64)).Message);
    }

    [Fact]
    public void The_view_is_outside_the_graph()
    {
        var x = ones(2, requires_grad: true);
        Assert.False(x.view(ScalarType.Int32).requires_grad);
        Assert.False((x * 2).view(ScalarType.Int32).requires_grad);
    }
}
