namespace Taimatsu.Tests.Gpu;

/// <summary>What can be asked of a device, and what must go by way of copies.</summary>
public class DeviceTests
{
    [Fact]
    public void Tensors_go_there_and_back()
    {
        var x = torch.arange(6, dtype: ScalarType.Float32).view(2, 3);
        var y = x.cuda();
        Assert.Equal("cuda:0", y.device.ToString());
        Assert.Equal("tensor([[0., 1., 2.],\n        [3., 4., 5.]], device='cuda:0')", y.ToString().Replace("\r", ""));
        Assert.Same(y, y.to("cuda"));
        Assert.True(torch.equal(x, y.cpu()));
        Assert.Equal(4, y[1][1].item<float>());
        Assert.Equal(DeviceType.CUDA, torch.zeros(3, device: "cuda").device_type);
    }

    [Theory]
    [InlineData(ScalarType.Byte), InlineData(ScalarType.Int8), InlineData(ScalarType.Int16), InlineData(ScalarType.Int32), InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16), InlineData(ScalarType.BFloat16), InlineData(ScalarType.Float32), InlineData(ScalarType.Float64), InlineData(ScalarType.Bool)]
    public void Every_type_converts_to_every_type(ScalarType from)
    {
        double[] values = from.IsFloatingPoint() ? [0, -0.0, 1, -1.5, 2.49, 100.7, 65504, 3e-6, 0.1, double.PositiveInfinity, double.NaN] : [0, 1, 2, 100, 55];
        var source = torch.tensor(values).to(from);
        foreach (ScalarType to in Enum.GetValues<ScalarType>())
        {
            // What C does not define may differ.
            var taken = to.IsFloatingPoint() || to == ScalarType.Bool ? source : source[..Math.Min(6, values.Length)];
            var expected = taken.to(to).ToFlatArray<double>();
            Assert.Equal(expected, taken.cuda().to(to).cpu().ToFlatArray<double>());
        }
    }

    [Fact]
    public void Memory_is_counted_and_reused()
    {
        var x = torch.zeros(1000, device: "cuda");
        long allocated = torch.cuda.memory_allocated();
        Assert.True(allocated >= 4000);
        Assert.True(torch.cuda.max_memory_allocated() >= allocated);
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x + 1);
        Assert.True(torch.cuda.memory_reserved() >= 4000);
        torch.cuda.synchronize();
        Assert.NotEmpty(torch.cuda.get_device_name());
    }

    [Fact]
    public void Host_access_is_an_error()
    {
        var x = torch.ones(3, device: "cuda");
        Assert.Contains("Use Tensor.cpu()", Assert.Throws<InvalidOperationException>(() => x.numpy<float>()).Message);
        Assert.Contains("cuda:0", Assert.Throws<InvalidOperationException>(() => { _ = x.Storage.Data; }).Message);
    }

    [Fact]
    public void Two_devices_are_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => torch.ones(2, device: "cuda") + torch.ones(2));
        Assert.EndsWith("Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!", error.Message);
        Assert.Equal(3, (torch.ones(2, device: "cuda") + torch.tensor(2f))[0].item<float>());
    }

    [Fact]
    public void A_device_that_is_not_there_says_so()
        => Assert.Contains("invalid device ordinal", Assert.Throws<InvalidOperationException>(() => torch.ones(2, device: "cuda:7")).Message);
}
