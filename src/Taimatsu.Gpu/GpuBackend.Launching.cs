using ILGPU;
using ILGPU.Runtime;

namespace Taimatsu.Gpu;

/// <summary>
/// The launchers: a kernel is compiled when it is first asked for and kept by its method. <c>Each</c> starts one thread an element, <c>Groups</c> a number of
/// groups that may share memory and wait for each other. Both return at once; the device runs kernels in the order of their launch.
/// </summary>
internal sealed partial class GpuBackend
{
    private readonly Dictionary<Delegate, Delegate> _kernels = new(ReferenceEqualityComparer.Instance);

    /// <summary>The most threads that a kernel which works in groups may ask for: a power of two, up to 256.</summary>
    private int GroupSize => Math.Min(256, _accelerator.MaxNumThreadsPerGroup);

    private void Each<T1>(Action<Index1D, T1> kernel, long count, T1 p1)
        where T1 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1>)known)(checked((int)count), p1);
        }
    }

    private void Groups<T1>(Action<T1> kernel, long groups, int size, T1 p1)
        where T1 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1>)known)(new KernelConfig((int)groups, size), p1);
        }
    }

    private void Each<T1, T2>(Action<Index1D, T1, T2> kernel, long count, T1 p1, T2 p2)
        where T1 : struct where T2 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2>)known)(checked((int)count), p1, p2);
        }
    }

    private void Groups<T1, T2>(Action<T1, T2> kernel, long groups, int size, T1 p1, T2 p2)
        where T1 : struct where T2 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2>)known)(new KernelConfig((int)groups, size), p1, p2);
        }
    }

    private void Each<T1, T2, T3>(Action<Index1D, T1, T2, T3> kernel, long count, T1 p1, T2 p2, T3 p3)
        where T1 : struct where T2 : struct where T3 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3>)known)(checked((int)count), p1, p2, p3);
        }
    }

    private void Groups<T1, T2, T3>(Action<T1, T2, T3> kernel, long groups, int size, T1 p1, T2 p2, T3 p3)
        where T1 : struct where T2 : struct where T3 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3>)known)(new KernelConfig((int)groups, size), p1, p2, p3);
        }
    }

    private void Each<T1, T2, T3, T4>(Action<Index1D, T1, T2, T3, T4> kernel, long count, T1 p1, T2 p2, T3 p3, T4 p4)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3, T4>)known)(checked((int)count), p1, p2, p3, p4);
        }
    }

    private void Groups<T1, T2, T3, T4>(Action<T1, T2, T3, T4> kernel, long groups, int size, T1 p1, T2 p2, T3 p3, T4 p4)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3, T4>)known)(new KernelConfig((int)groups, size), p1, p2, p3, p4);
        }
    }

    private void Each<T1, T2, T3, T4, T5>(Action<Index1D, T1, T2, T3, T4, T5> kernel, long count, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3, T4, T5>)known)(checked((int)count), p1, p2, p3, p4, p5);
        }
    }

    private void Groups<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> kernel, long groups, int size, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3, T4, T5>)known)(new KernelConfig((int)groups, size), p1, p2, p3, p4, p5);
        }
    }

    private void Each<T1, T2, T3, T4, T5, T6>(Action<Index1D, T1, T2, T3, T4, T5, T6> kernel, long count, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3, T4, T5, T6>)known)(checked((int)count), p1, p2, p3, p4, p5, p6);
        }
    }

    private void Groups<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> kernel, long groups, int size, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3, T4, T5, T6>)known)(new KernelConfig((int)groups, size), p1, p2, p3, p4, p5, p6);
        }
    }

    private void Each<T1, T2, T3, T4, T5, T6, T7>(Action<Index1D, T1, T2, T3, T4, T5, T6, T7> kernel, long count, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6, T7 p7)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3, T4, T5, T6, T7>)known)(checked((int)count), p1, p2, p3, p4, p5, p6, p7);
        }
    }

    private void Groups<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> kernel, long groups, int size, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6, T7 p7)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7>)known)(new KernelConfig((int)groups, size), p1, p2, p3, p4, p5, p6, p7);
        }
    }

    private void Each<T1, T2, T3, T4, T5, T6, T7, T8>(Action<Index1D, T1, T2, T3, T4, T5, T6, T7, T8> kernel, long count, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6, T7 p7, T8 p8)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3, T4, T5, T6, T7, T8>)known)(checked((int)count), p1, p2, p3, p4, p5, p6, p7, p8);
        }
    }

    private void Groups<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> kernel, long groups, int size, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6, T7 p7, T8 p8)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8>)known)(new KernelConfig((int)groups, size), p1, p2, p3, p4, p5, p6, p7, p8);
        }
    }

    private void Groups<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel, long groups, int size, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6, T7 p7, T8 p8, T9 p9)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct
    {
        if (groups == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadStreamKernel);
            ((Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9>)known)(new KernelConfig((int)groups, size), p1, p2, p3, p4, p5, p6, p7, p8, p9);
        }
    }

    private void Each<T1, T2, T3, T4, T5, T6, T7, T8, T9>(Action<Index1D, T1, T2, T3, T4, T5, T6, T7, T8, T9> kernel, long count, T1 p1, T2 p2, T3 p3, T4 p4, T5 p5, T6 p6, T7 p7, T8 p8, T9 p9)
        where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct
    {
        if (count == 0) return;
        lock (_gate)
        {
            if (!_kernels.TryGetValue(kernel, out var known)) _kernels[kernel] = known = Load(kernel, _accelerator.LoadAutoGroupedStreamKernel);
            ((Action<Index1D, T1, T2, T3, T4, T5, T6, T7, T8, T9>)known)(checked((int)count), p1, p2, p3, p4, p5, p6, p7, p8, p9);
        }
    }

    private TLauncher Load<TKernel, TLauncher>(TKernel kernel, Func<TKernel, TLauncher> load) where TKernel : Delegate where TLauncher : Delegate
    {
        var method = kernel.Method;
        KernelLoading?.Invoke(method);
        try
        {
            return load(kernel);
        }
        catch (Exception error) when (error is InternalCompilerException or NotSupportedException)
        {
            // What is left of it would stand in the way of every other kernel.
            _kernels.Clear();
            _accelerator.Context.ClearCache(ClearCacheMode.Everything);
            throw new InvalidOperationException($"the kernel {method.Name}<{string.Join(", ", method.GetGenericArguments().Select(t => t.Name))}> could not be compiled for the device: {error.InnerException?.Message ?? error.Message}", error);
        }
    }

    /// <summary>Told of every kernel before it is compiled; for tests that compile them for other devices as well.</summary>
    internal static event Action<System.Reflection.MethodInfo>? KernelLoading;
}
