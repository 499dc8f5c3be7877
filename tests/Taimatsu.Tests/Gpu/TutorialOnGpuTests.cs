namespace Taimatsu.Tests.Gpu;

/// <summary>The tutorial's snippets for GPUs print what PyTorch prints.</summary>
public class TutorialOnGpuTests
{
    [Fact]
    public void The_sum_on_the_device_and_its_copy()
    {
        var output = new StringWriter();
        Tutorial.Devices.RunOnGpu(new Tutorial.Page(output));
        Assert.Equal("\n== On a GPU\ntensor([2.], device='cuda:0')\ntensor([2.], dtype=torch.float64)\n", output.ToString());
    }
}
