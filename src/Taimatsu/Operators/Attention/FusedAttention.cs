using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Attention by the backend's kernel, which never holds all weights at once: the forward pass keeps the sums, the backward pass computes the weights anew.</summary>
internal static class FusedAttention
{
    /// <summary>Whether the kernel may be asked: float32 or float64, two to four dimensions without broadcasting, and no gradient of the mask.</summary>
    public static bool Takes(Tensor query, Tensor key, Tensor value, Tensor? mask, double dropout, bool grouped)
    {
        if (!query.Backend.FusesAttention) return false;
        if (query.dtype is not (ScalarType.Float32 or ScalarType.Float64)) return false;
        if (query.ndim > 4 || key.ndim != query.ndim || value.ndim != query.ndim) return false;
        if (mask is { requires_grad: true } && GradMode.IsEnabled) return false;
        if (dropout == 1 || query.numel() == 0 || key.numel() == 0 || value.numel() == 0) return false;
        if (query.ndim == 4 && (query.size(0) != key.size(0) || query.size(0) != value.size(0))) return false;
        if (query.ndim >= 3 && (key.size(-3) != value.size(-3) || (!grouped && query.size(-3) != key.size(-3)))) return false;
        return mask is null || Fits(mask, query, key);
    }

    /// <summary>The result, recorded if need be; null if the backend has no such kernel.</summary>
    public static Tensor? Run(Tensor query, Tensor key, Tensor value, Tensor? mask, double dropout, double scale, bool causal)
    {
        bool records = GradMode.IsEnabled && (query.requires_grad || key.requires_grad || value.requires_grad);
        long[] sizes = [.. query.Layout.Sizes[..^1], value.size(-1)];
        var result = Tensor.Empty(Layout.Contiguous(sizes), query.dtype, query.device);
        Tensor q = FourDimensional(query), k = FourDimensional(key), v = FourDimensional(value);
        var call = new AttentionCall(q, k, mask, dropout, scale, causal);
        var sums = call.NewSums(q);
        if (!result.Backend.TryAttention(call.Inputs(q, k, v), FourDimensional(result).Operand, sums.Operand)) return null;
        return records ? result.SetGradFn(new ScaledDotProductFlashAttentionForCpuBackward0(query, key, value, result, sums, call)) : result;
    }

    /// <summary>Detached [B, H, L, E] with neighbours along the last dimension.</summary>
    private static Tensor FourDimensional(Tensor tensor)
    {
        tensor = tensor.detach();
        while (tensor.ndim < 4) tensor = tensor.unsqueeze(0);
        return tensor.size(3) > 1 && tensor.stride(3) != 1 ? tensor.contiguous() : tensor;
    }

    private static bool Fits(Tensor mask, Tensor query, Tensor key)
    {
        if (mask.ndim > query.ndim) return false;
        for (int d = 1; d <= mask.ndim; d++)
        {
            long size = mask.size(-d);
            if (size != 1 && size != (d == 1 ? key.size(-2) : query.size(-d))) return false;
        }
        return true;
    }

    private sealed class ScaledDotProductFlashAttentionForCpuBackward0 : Node
    {
        private readonly AttentionCall _call;

        public ScaledDotProductFlashAttentionForCpuBackward0(Tensor query, Tensor key, Tensor value, Tensor result, Tensor sums, AttentionCall call) : base(query, key, value)
        {
            _call = call;
            Save(query);
            Save(key);
            Save(value);
            Save(result.detach());
            Save(sums);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor query = Saved(0), key = Saved(1), value = Saved(2);
            if (GradMode.IsEnabled)
            {
                var (byQuery, byKey, byValue) = _call.Gradients(grad, query, key, value);
                if (inputs.Needs(0)) inputs[0] = byQuery;
                if (inputs.Needs(1)) inputs[1] = byKey;
                if (inputs.Needs(2)) inputs[2] = byValue;
                return;
            }
            Tensor queryGrad = NewLike(query), keyGrad = NewLike(key), valueGrad = NewLike(value);
            bool done = grad.Backend.TryAttentionBackward(_call.Inputs(FourDimensional(query), FourDimensional(key), FourDimensional(value)), FourDimensional(Saved(3)).Operand, Saved(4).Operand,
                FourDimensional(grad).Operand, FourDimensional(queryGrad).Operand, FourDimensional(keyGrad).Operand, FourDimensional(valueGrad).Operand);
            if (!done) (queryGrad, keyGrad, valueGrad) = _call.Gradients(grad, query, key, value);
            if (inputs.Needs(0)) inputs[0] = queryGrad;
            if (inputs.Needs(1)) inputs[1] = keyGrad;
            if (inputs.Needs(2)) inputs[2] = valueGrad;
        }

        private static Tensor NewLike(Tensor tensor) => Tensor.Empty(Layout.Contiguous(tensor.Layout.Sizes), tensor.dtype, tensor.device);
    }
}
