using Taimatsu.Backends;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>NVIDIA GPUs; there are some if a package with such a backend is loaded and finds one.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/cuda.html"/>
    public static partial class cuda
    {
        /// <summary>True if tensors can be put on a GPU.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.is_available.html"/>
        public static bool is_available() => BackendRegistry.IsAvailable(DeviceType.CUDA);

        /// <summary>Waits until all kernels on a device have run.</summary>
        /// <exception cref="InvalidOperationException">There is no GPU backend.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.synchronize.html"/>
        public static void synchronize(Device? device = null) => BackendRegistry.Of(device ?? new Device(DeviceType.CUDA)).Synchronize();
    }
}
