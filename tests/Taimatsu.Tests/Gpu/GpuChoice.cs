using System.Runtime.CompilerServices;

namespace Taimatsu.Tests.Gpu;

/// <summary>Which GPU the tests run on: an emulation on the processor, unless TAIMATSU_GPU names another ("cuda": the real one).</summary>
internal static class GpuChoice
{
    [ModuleInitializer]
    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable("TAIMATSU_GPU") is null) Environment.SetEnvironmentVariable("TAIMATSU_GPU", "emulated");
    }
}
