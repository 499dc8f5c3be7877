using System.Runtime.InteropServices;
using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Copies, conversions of type and moves between devices.</summary>
internal static class Copying
{
    /// <summary>A copy with memory of its own, in the same order of dimensions; gradients flow through.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.clone.html"/>
    [Operator("clone")]
    public static Tensor Clone(Tensor input)
    {
        var result = Factories.EmptyLike(input);
        result.Backend.Copy(result.Operand, input.Operand);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new CloneBackward0(input)) : result;
    }

    /// <summary>This tensor if it lies row-major without gaps, else such a copy.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.contiguous.html"/>
    [Operator("contiguous", Face = Face.Tensor, MayReturnInput = true)]
    public static Tensor Contiguous(Tensor input)
    {
        if (input.is_contiguous()) return input;
        var result = Tensor.Empty(Layout.Contiguous(input.Layout.Sizes), input.dtype, input.device);
        result.Backend.Copy(result.Operand, input.Operand);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new CloneBackward0(input)) : result;
    }

    /// <summary>This tensor in another type or on another device: itself if nothing changes, unless a copy is asked for.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html"/>
    [Operator("to", Face = Face.Tensor, MayReturnInput = true)]
    public static Tensor To(Tensor input, ScalarType dtype, Device? device = null, bool copy = false, bool non_blocking = false)
    {
        var target = device is null ? input.device : BackendRegistry.Normalize(device);
        if (dtype == input.dtype && target == input.device) return copy ? Clone(input) : input;
        var result = Tensor.Empty(input.Layout.IsDense() ? input.Layout : Layout.Contiguous(input.Layout.Sizes), dtype, target);
        Transfer(result, input, non_blocking);
        return GradMode.IsEnabled && input.requires_grad && dtype.IsFloatingPoint() ? result.SetGradFn(new ToCopyBackward0(input)) : result;
    }

    /// <summary>This tensor on another device: itself if it is there already, unless a copy is asked for.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html"/>
    [Operator("to", Face = Face.Tensor, MayReturnInput = true)]
    public static Tensor To(Tensor input, Device device, ScalarType? dtype = null, bool copy = false, bool non_blocking = false)
        => To(input, dtype ?? input.dtype, device, copy, non_blocking);

    /// <summary>This tensor in another one's type and on its device.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html"/>
    [Operator("to", Face = Face.Tensor, MayReturnInput = true)]
    public static Tensor To(Tensor input, Tensor other, bool copy = false, bool non_blocking = false) => To(input, other.dtype, other.device, copy, non_blocking);

    /// <summary>Overwrites the elements with another tensor's, broadcast and converted; returns the changed tensor.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.copy_.html"/>
    [Operator("copy_", Face = Face.Tensor)]
    public static Tensor Copy_(Tensor input, Tensor src, bool non_blocking = false)
    {
        Broadcasting.CheckExpandable(src.Layout, input.Layout, "output");
        bool records = InPlace.Check(input, src);
        var source = InPlace.WithoutOverlap(src, input);
        if (input.device == source.device) input.Backend.Copy(input.Operand, source.Operand);
        else Transfer(input, source.Layout.SameSizes(input.Layout) ? source : source.expand(input.Layout.Sizes), non_blocking);
        input.BumpVersion();
        if (records) input.RebaseHistory(new CopyBackwards(input, src));
        return input;
    }

    /// <summary>A copy in page-locked memory.</summary>
    public static Tensor PinMemory(Tensor input)
    {
        if (input.device_type != DeviceType.CPU) throw new InvalidOperationException($"cannot pin 'torch.cuda.{input.dtype.LegacyName()}': only dense CPU tensors can be pinned, this one is on {input.device}");
        if (input.is_pinned()) return input;
        var layout = input.Layout.IsDense() ? input.Layout : Layout.Contiguous(input.Layout.Sizes);
        var storage = BackendRegistry.Of(new Device(DeviceType.CUDA)).AllocatePinned(layout.Count * input.dtype.ElementSize())
            ?? throw new InvalidOperationException("the GPU's backend has no pinned memory");
        var result = new Tensor(storage, 0, layout, input.dtype);
        result.Backend.Copy(result.Operand, input.Operand);
        return GradMode.IsEnabled && input.requires_grad ? result.SetGradFn(new CloneBackward0(input)) : result;
    }

    // Between devices by way of contiguous memory; of two types the one with smaller elements travels.
    private static void Transfer(Tensor target, Tensor source, bool nonBlocking = false)
    {
        if (target.device == source.device)
        {
            target.Backend.Copy(target.Operand, source.Operand);
            return;
        }
        bool up = source.device_type == DeviceType.CPU;
        if (!up && target.device_type != DeviceType.CPU)
        {
            Transfer(target, source.detach().to(Device.CPU));
            return;
        }
        using (new NoGrad())
        {
            var staged = source.detach();
            if (staged.dtype.ElementSize() > target.dtype.ElementSize()) staged = staged.to(target.dtype);
            // What is dense travels as it lies.
            bool sameOrder = staged.Layout.IsDense() && target.Layout.SameSizes(staged.Layout) && target.Layout.Strides.AsSpan().SequenceEqual(staged.Layout.Strides);
            if (!sameOrder) staged = staged.contiguous();
            bool direct = staged.dtype == target.dtype && (sameOrder || target.is_contiguous());
            var landed = direct ? target : Tensor.Empty(staged.Layout, staged.dtype, target.device);
            Operand from = Flat(staged), to = Flat(landed);
            if (!up) EachPart(from, to, static (device, processor) => BackendRegistry.Of(device.Storage.Device).Download(device, Span(processor)));
            else if (!nonBlocking || !landed.Backend.TryUploadPinned(from, to)) EachPart(to, from, static (device, processor) => BackendRegistry.Of(device.Storage.Device).Upload(Span(processor), device));
            if (!direct) target.Backend.Copy(target.Operand, landed.Operand);
            GC.KeepAlive(staged);
            GC.KeepAlive(landed);
        }
    }

    private static Operand Flat(Tensor dense) => dense.Operand.With(Layout.Contiguous([dense.numel()]));

    private static Span<byte> Span(Operand contiguous) => MemoryMarshal.CreateSpan(ref contiguous.Data, (int)(contiguous.Count * contiguous.Type.ElementSize()));

    // A span holds no more than 2 GB.
    private static void EachPart(Operand device, Operand processor, Action<Operand, Operand> copy)
    {
        const long Most = 1L << 27;
        for (long at = 0, count = device.Count; at < count; at += Most)
        {
            var layout = Layout.Contiguous([Math.Min(Most, count - at)]);
            copy(new Operand(device.Storage, device.Offset + at, layout, device.Type), new Operand(processor.Storage, processor.Offset + at, layout, processor.Type));
        }
        processor.KeepAlive();
    }

    private readonly struct NoGrad : IDisposable
    {
        private readonly bool _enabled;

        public NoGrad()
        {
            _enabled = GradMode.IsEnabled;
            GradMode.IsEnabled = false;
        }

        public void Dispose() => GradMode.IsEnabled = _enabled;
    }

    private sealed class CloneBackward0(Tensor input) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad;
    }

    private sealed class ToCopyBackward0(Tensor input) : Node(input)
    {
        private readonly ScalarType _type = input.dtype;
        private readonly Device _device = input.device;

        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad.to(_type, _device);
    }

    private sealed class CopyBackwards(Tensor input, Tensor source) : Node(input, source)
    {
        private readonly Layout _layout = source.Layout;
        private readonly ScalarType _type = source.dtype;
        private readonly Device _device = source.device;

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = torch.zeros_like(grad);
            if (inputs.Needs(1)) inputs[1] = Broadcasting.Undo(grad, _layout, _type).to(_device);
        }
    }
}
