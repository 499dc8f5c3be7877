using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Taimatsu.Gpu;

namespace Taimatsu.Tests.Gpu;

/// <summary>
/// Compiles every kernel that a test loads to PTX as well, for the oldest and the newest generation that is aimed at. So what the emulation runs is also what a real
/// device would be given.
/// </summary>
internal static class PtxCompiler
{
    private static readonly Lock s_gate = new();
    private static readonly Context s_context = Context.Create(builder => builder.EnableAlgorithms());
    private static readonly ConcurrentDictionary<MethodInfo, bool> s_done = new();

    private static readonly PTXBackend[] s_backends =
    [
        new(s_context, new CudaCapabilityContext(CudaArchitecture.SM_80), CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!),
        new(s_context, new CudaCapabilityContext(CudaArchitecture.SM_90), CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!),
    ];

    /// <summary>How many kernels have been compiled.</summary>
    public static int Count => s_done.Count;

    /// <summary>From now on every kernel is compiled before it is loaded; what fails, fails the operator. A real device compiles them anyway.</summary>
    public static void Watch()
    {
        if (Environment.GetEnvironmentVariable("TAIMATSU_GPU") != "cuda") _ = s_watching.Value;
    }

    /// <summary>The code for each architecture.</summary>
    public static string[] Compile(MethodInfo kernel)
    {
        var entry = kernel.GetParameters()[0].ParameterType == typeof(Index1D) ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel) : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        lock (s_gate)
        {
            try
            {
                return Array.ConvertAll(s_backends, b => ((PTXCompiledKernel)b.Compile(entry, default)).PTXAssembly);
            }
            catch
            {
                s_context.ClearCache(ClearCacheMode.Everything);
                throw;
            }
        }
    }

    private static readonly Lazy<bool> s_watching = new(() =>
    {
        GpuBackend.KernelLoading += kernel =>
        {
            if (!s_done.TryAdd(kernel, true)) return;
            foreach (string code in Compile(kernel)) Assert.Contains(".entry", code);
        };
        return true;
    });
}
