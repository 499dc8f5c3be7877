using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>
/// Self-attention of heads that lie side by side in one tensor [N, L, 3E] or [L, N, 3E], as one projection leaves them: query, key and value are read in place, and their
/// gradients are written in place, so that nothing is cut up, transposed or put together.
/// </summary>
internal static class PackedAttention
{
    /// <summary>The heads' results side by side, [N, L, E] or [L, N, E]; null if the backend has no such kernel.</summary>
    public static Tensor? Run(Tensor packed, long heads, bool batchFirst, Tensor? mask, double dropout, bool causal)
    {
        if (packed.ndim != 3 || packed.numel() == 0 || !packed.is_contiguous()) return null;
        var query = Part(packed.detach(), 0, heads, batchFirst);
        if (!FusedAttention.Takes(query, query, query, mask, dropout, false)) return null;
        bool records = GradMode.IsEnabled && packed.requires_grad;
        var call = new AttentionCall(query, query, mask, dropout, 1 / Math.Sqrt(query.size(3)), causal && mask is null);
        var sums = call.NewSums(query);
        var result = Tensor.Empty(Layout.Contiguous([packed.size(0), packed.size(1), packed.size(2) / 3]), packed.dtype, packed.device);
        if (!result.Backend.TryAttention(Inputs(call, packed, heads, batchFirst), Operand(result, 0, 1, heads, batchFirst), sums.Operand)) return null;
        return records ? result.SetGradFn(new ScaledDotProductFlashAttentionForCpuBackward0(packed, result, sums, call, heads, batchFirst)) : result;
    }

    private static AttentionInputs Inputs(AttentionCall call, Tensor packed, long heads, bool batchFirst)
        => call.Inputs(Operand(packed, 0, 3, heads, batchFirst), Operand(packed, 1, 3, heads, batchFirst), Operand(packed, 2, 3, heads, batchFirst));

    /// <summary>One of the <paramref name="parts"/> that lie side by side, as [N, heads, L, E / heads].</summary>
    private static Operand Operand(Tensor tensor, int part, int parts, long heads, bool batchFirst)
    {
        var operand = tensor.Operand;
        long width = operand.Size(2) / parts, head = width / heads;
        int batch = batchFirst ? 0 : 1, time = 1 - batch;
        return new(operand.Storage, operand.Offset + part * width, new Layout([operand.Size(batch), heads, operand.Size(time), head],
            [operand.Stride(batch), head, operand.Stride(time), 1]), operand.Type);
    }

    private static Tensor Part(Tensor packed, int part, long heads, bool batchFirst)
    {
        long width = packed.size(-1) / 3;
        return MultiHeadAttention.Split(packed.narrow(-1, part * width, width), heads, batchFirst);
    }

    private sealed class ScaledDotProductFlashAttentionForCpuBackward0 : Node
    {
        private readonly AttentionCall _call;
        private readonly long _heads;
        private readonly bool _batchFirst;

        public ScaledDotProductFlashAttentionForCpuBackward0(Tensor packed, Tensor result, Tensor sums, AttentionCall call, long heads, bool batchFirst) : base(packed)
        {
            (_call, _heads, _batchFirst) = (call, heads, batchFirst);
            Save(packed);
            Save(result.detach());
            Save(sums);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var packed = Saved(0);
            if (!GradMode.IsEnabled)
            {
                var result = Tensor.Empty(packed.Layout, packed.dtype, packed.device);
                if (grad.Backend.TryAttentionBackward(Inputs(_call, packed, _heads, _batchFirst), Operand(Saved(1), 0, 1, _heads, _batchFirst), Saved(2).Operand,
                    Operand(grad.contiguous(), 0, 1, _heads, _batchFirst), Operand(result, 0, 3, _heads, _batchFirst), Operand(result, 1, 3, _heads, _batchFirst), Operand(result, 2, 3, _heads, _batchFirst)))
                {
                    inputs[0] = result;
                    return;
                }
            }
            var (query, key, value) = _call.Gradients(MultiHeadAttention.Split(grad, _heads, _batchFirst), Part(packed, 0, _heads, _batchFirst), Part(packed, 1, _heads, _batchFirst), Part(packed, 2, _heads, _batchFirst));
            inputs[0] = torch.cat([MultiHeadAttention.Join(query, _batchFirst), MultiHeadAttention.Join(key, _batchFirst), MultiHeadAttention.Join(value, _batchFirst)], -1);
        }
    }
}
