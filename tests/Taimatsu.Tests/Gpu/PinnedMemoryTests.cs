namespace Taimatsu.Tests.Gpu;

/// <summary>Copies between the processor and a GPU: by way of pinned memory and past it, of every order of dimensions and type.</summary>
public class PinnedMemoryTests
{
    private static Tensor Numbers(params long[] sizes) => torch.arange(sizes.Aggregate(1L, (a, b) => a * b), dtype: ScalarType.Float32).reshape(sizes);

    [Fact]
    public void Pinned_tensors_hold_the_same_and_go_up_without_blocking()
    {
        var x = Numbers(3, 5).t();
        Assert.False(x.is_pinned());
        var pinned = x.pin_memory();
        Assert.True(pinned.is_pinned());
        Assert.Equal(x.stride(), pinned.stride());
        Assert.Same(pinned, pinned.pin_memory());
        Assert.True(torch.equal(x, pinned));
        Assert.True(torch.equal(x + 1, pinned + 1));
        foreach (var part in (Tensor[])[pinned, pinned[1..3], pinned[.., 1], pinned.@double()])
        {
            Assert.Equal(part.ToFlatArray<double>(), part.to("cuda", non_blocking: true).cpu().ToFlatArray<double>());
            Assert.Equal(part.ToFlatArray<double>(), part.to("cuda").cpu().ToFlatArray<double>());
        }
        Assert.Contains("cannot pin", Assert.Throws<InvalidOperationException>(() => x.cuda().pin_memory()).Message);
    }

    [Fact]
    public void The_source_may_change_after_a_blocking_copy()
    {
        var x = Numbers(100).pin_memory();
        var y = x.cuda();
        x.zero_();
        Assert.Equal(4950, y.sum().item<float>());
        x.Dispose();
        Assert.Equal(4950, y.sum().item<float>());
    }

    [Fact]
    public void Dimensions_keep_their_order_and_gaps_are_closed()
    {
        Tensor dense = Numbers(2, 3, 4).permute(2, 0, 1), gaps = Numbers(4, 6)[.., 1..4];
        var up = dense.cuda();
        Assert.Equal(dense.stride(), up.stride());
        Assert.True(torch.equal(dense, up.cpu()));
        Assert.Equal(dense.stride(), up.cpu().stride());
        Assert.True(torch.equal(gaps, gaps.cuda().cpu()));
        Assert.True(torch.equal(gaps, Numbers(4, 6).cuda()[.., 1..4].cpu()));
        var target = torch.zeros([6, 4], device: "cuda").t();
        target[..].copy_(Numbers(4, 6).to(ScalarType.Int64));
        Assert.True(torch.equal(Numbers(4, 6), target.cpu()));
        var here = torch.zeros(6, 4, dtype: ScalarType.Float64).t();
        here.copy_(Numbers(4, 6).cuda());
        Assert.True(torch.equal(Numbers(4, 6).@double(), here));
        Assert.Equal(0, torch.zeros(0, 3).cuda().cpu().numel());
    }

    [Fact]
    public void A_loader_pins_its_batches()
    {
        var data = torch.utils.data.TensorDataset(Numbers(6, 2), torch.arange(6));
        var pinned = torch.utils.data.DataLoader(data, batch_size: 4, pin_memory: true).First();
        Assert.True(pinned[0].is_pinned() && pinned[1].is_pinned());
        Assert.True(torch.equal(Numbers(4, 2), pinned[0]));
        var placed = torch.utils.data.DataLoader(data, batch_size: 4, pin_memory: true, device: "cuda").First();
        Assert.Equal(DeviceType.CUDA, placed[0].device_type);
        Assert.True(torch.equal(torch.arange(4), placed[1].cpu()));
    }
}
