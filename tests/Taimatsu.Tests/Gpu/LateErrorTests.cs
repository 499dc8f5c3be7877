using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Gpu;

/// <summary>Tests in which the device finds something wrong: whoever waits for it next is told, so nobody else may.</summary>
[CollectionDefinition(nameof(LateErrorCollection), DisableParallelization = true)]
public class LateErrorCollection;

/// <summary>Indices are checked on the device: wrong ones are an error when the host next waits.</summary>
[Collection(nameof(LateErrorCollection))]
public class LateErrorTests
{
    [Fact]
    public void A_wrong_index_is_an_error_when_the_host_next_waits_and_harms_nothing()
    {
        Tensor input = Beside.Numbers(0.7, 4, 3).cuda(), wrong = torch.tensor(new long[] { 1, 99, 2 }).cuda();
        var taken = input.index_select(0, wrong);
        var error = Assert.Throws<IndexOutOfRangeException>(() => taken.cpu());
        Assert.Contains("index 99 is out of bounds for dimension 0 with size 4", error.Message);
        // After it was told, nothing is left of it.
        Assert.Equal(input.cpu().ToFlatArray<double>()[..3], taken[1].cpu().ToFlatArray<double>());
        _ = input.gather(0, torch.tensor(new long[] { -1, 0, 1 }).view(1, 3).cuda());
        Assert.Contains("index -1 is out of bounds for dimension 0 with size 4", Assert.Throws<IndexOutOfRangeException>(() => torch.cuda.synchronize()).Message);
        torch.cuda.synchronize();
        Assert.Equal(0, input.sub(input).sum().item<double>());
    }

    [Fact]
    public void A_class_that_is_none_is_an_error_when_the_host_next_waits()
    {
        var loss = F.cross_entropy(Beside.Numbers(0.7, 2, 3).cuda(), torch.tensor(new long[] { 1, 3 }).cuda());
        Assert.Equal("Target 3 is out of bounds.", Assert.Throws<IndexOutOfRangeException>(() => loss.item<double>()).Message);
    }
}
