using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>
/// Makes NVIDIA GPUs known to Taimatsu. A reference to this package is enough: the first question about cuda looks for it. Call <see cref="Register"/> only
/// where assemblies are not found by name, as after trimming.
/// </summary>
public static class GpuPackage
{
    /// <summary>
    /// Registers the devices. With the environment variable TAIMATSU_GPU set to "emulated", an emulation of one on the processor, slow, for tests ("emulated in large groups": with as many
    /// threads in a group as a real one has, and very slow); to "off", none.
    /// </summary>
    public static void Register()
        => BackendRegistry.Register(DeviceType.CUDA, Environment.GetEnvironmentVariable("TAIMATSU_GPU") switch
        {
            "emulated" => new EmulatedDevices(),
            "emulated in large groups" => new EmulatedDevices(32, 8),
            "off" => new NoDevices("the environment variable TAIMATSU_GPU is 'off'"),
            _ => CudaDevices.Find(),
        });
}

/// <summary>An emulation of one device: ILGPU's CPU accelerator, whose threads are the processor's.</summary>
internal sealed class EmulatedDevices(int threadsOfWarp = 2, int warpsOfGroup = 2) : DeviceProvider
{
    private readonly Lazy<GpuBackend> _backend = new(() =>
    {
        // Few threads: each is one of the processor's, and every barrier switches between all of a group.
        var context = Context.Create(builder => builder.CPU(new CPUDevice(threadsOfWarp, warpsOfGroup, 1)).EnableAlgorithms());
        return new GpuBackend(context.CreateCPUAccelerator(0, CPUAcceleratorMode.Parallel), 0);
    });

    public override int Count => 1;
    public override bool IsHardware => false;
    public override string? Problem => null;
    public override string NameOf(int index) => "emulated";
    public override Backend Get(int index) => _backend.Value;
}

/// <summary>No device, and why.</summary>
internal sealed class NoDevices(string reason) : DeviceProvider
{
    public override int Count => 0;
    public override string? Problem => reason;
    public override string NameOf(int index) => throw new InvalidOperationException(reason);
    public override Backend Get(int index) => throw new InvalidOperationException(reason);
}

/// <summary>The NVIDIA devices that the driver knows.</summary>
internal sealed class CudaDevices : DeviceProvider
{
    private readonly Context _context;
    private readonly CudaDevice[] _devices;
    private readonly GpuBackend?[] _backends;
    private readonly Lock _gate = new();

    private CudaDevices(Context context)
    {
        _context = context;
        _devices = [.. context.GetCudaDevices()];
        _backends = new GpuBackend?[_devices.Length];
    }

    public override int Count => _backends.Length;
    public override string? Problem => null;
    public override string NameOf(int index) => _devices[index].Name;

    public override Backend Get(int index)
    {
        if (_backends[index] is { } known) return known;
        lock (_gate) return _backends[index] ??= new GpuBackend(_devices[index].CreateCudaAccelerator(_context), index);
    }

    /// <summary>The devices, or the reason why there are none.</summary>
    public static DeviceProvider Find()
    {
        if (!HasDriver()) return new NoDevices("Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from http://www.nvidia.com/Download/index.aspx");
        try
        {
            var context = Context.Create(builder => builder.Cuda().EnableAlgorithms());
            if (context.GetCudaDevices().Count > 0) return new CudaDevices(context);
            context.Dispose();
            return new NoDevices("No CUDA GPUs are available");
        }
        catch (Exception error) when (error is CudaException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException or InvalidOperationException)
        {
            return new NoDevices($"The NVIDIA driver on your system could not be used, it may be too old: {error.Message}");
        }
    }

    private static bool HasDriver()
    {
        string name = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!System.Runtime.InteropServices.NativeLibrary.TryLoad(name, out nint handle)) return false;
        System.Runtime.InteropServices.NativeLibrary.Free(handle);
        return true;
    }
}
