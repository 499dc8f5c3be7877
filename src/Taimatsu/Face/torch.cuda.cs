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

        /// <summary>The number of GPUs.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.device_count.html"/>
        public static int device_count() => BackendRegistry.DeviceCount(DeviceType.CUDA);

        /// <summary>The number of the GPU that is meant where none is named.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.current_device.html"/>
        public static int current_device()
        {
            _ = Backend(null);
            return BackendRegistry.CurrentDevice;
        }

        /// <summary>Chooses the GPU that is meant where none is named, for this thread.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.set_device.html"/>
        public static void set_device(int device)
        {
            _ = Backend(new Device(DeviceType.CUDA, device));
            BackendRegistry.CurrentDevice = device;
        }

        /// <summary>A GPU's name.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.get_device_name.html"/>
        public static string get_device_name(Device? device = null) => BackendRegistry.NameOf(Cuda(device));

        /// <summary>Waits until all kernels on a device have run.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.synchronize.html"/>
        public static void synchronize(Device? device = null) => Backend(device).Synchronize();

        /// <summary>Bytes of a GPU's memory that tensors hold.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory_allocated.html"/>
        public static long memory_allocated(Device? device = null) => Backend(device).Memory.Allocated;

        /// <summary>The most bytes that tensors held at one time.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.max_memory_allocated.html"/>
        public static long max_memory_allocated(Device? device = null) => Backend(device).Memory.Peak;

        /// <summary>Bytes of a GPU's memory that are taken, by tensors or for reuse.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory_reserved.html"/>
        public static long memory_reserved(Device? device = null)
        {
            var memory = Backend(device).Memory;
            return memory.Allocated + memory.Cached;
        }

        /// <summary>Starts a new measurement of <see cref="max_memory_allocated"/>.</summary>
        /// <exception cref="InvalidOperationException">There is no such GPU.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.reset_peak_memory_stats.html"/>
        public static void reset_peak_memory_stats(Device? device = null) => Backend(device).ResetPeakMemory();

        /// <summary>Gives memory that no tensor holds back to the devices; does nothing without any.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.empty_cache.html"/>
        public static void empty_cache()
        {
            for (int i = 0; i < device_count(); i++) Backend(new Device(DeviceType.CUDA, i)).EmptyCache();
        }

        /// <summary>Seeds the current GPU's generator; does nothing without one.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.manual_seed.html"/>
        public static void manual_seed(long seed)
        {
            if (device_count() > 0) Operators.Generators.For(new Device(DeviceType.CUDA, BackendRegistry.CurrentDevice), null).manual_seed(seed);
        }

        /// <summary>Seeds the generators of all GPUs.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cuda.manual_seed_all.html"/>
        public static void manual_seed_all(long seed)
        {
            for (int i = 0; i < device_count(); i++) Operators.Generators.For(new Device(DeviceType.CUDA, i), null).manual_seed(seed);
        }

        private static Backend Backend(Device? device) => BackendRegistry.Of(Cuda(device));

        private static Device Cuda(Device? device)
        {
            var on = device ?? new Device(DeviceType.CUDA);
            return on.type == DeviceType.CUDA ? on : throw new ArgumentException($"Expected a cuda device, but got: {on}");
        }
    }
}
