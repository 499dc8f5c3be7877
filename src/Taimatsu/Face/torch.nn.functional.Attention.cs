using Taimatsu.Operators;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The functions behind the layers.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/nn.functional.html"/>
        public static partial class functional
        {
            /// <summary>
            /// Multi-head attention with given weights: query [L, N, E], key [S, N, E], value [S, N, E], or all without N. Gives [L, N, E] and, if asked for, the weights [N, L, S], averaged
            /// over the heads, or [N, heads, L, S].
            /// </summary>
            /// <exception cref="ArgumentException">The shapes do not fit.</exception>
            /// <exception cref="InvalidOperationException">A mask is neither bool nor float.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"/>
            public static (Tensor attn_output, Tensor? attn_output_weights) multi_head_attention_forward(Tensor query, Tensor key, Tensor value, long embed_dim_to_check, long num_heads,
                Tensor? in_proj_weight, Tensor? in_proj_bias, Tensor? bias_k, Tensor? bias_v, bool add_zero_attn, double dropout_p, Tensor out_proj_weight, Tensor? out_proj_bias,
                bool training = true, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null, bool use_separate_proj_weight = false,
                Tensor? q_proj_weight = null, Tensor? k_proj_weight = null, Tensor? v_proj_weight = null, Tensor? static_k = null, Tensor? static_v = null,
                bool average_attn_weights = true, bool is_causal = false)
            {
                if (!use_separate_proj_weight && in_proj_weight is null) throw new ArgumentException("use_separate_proj_weight is False but in_proj_weight is None");
                if (use_separate_proj_weight && q_proj_weight is null) throw new ArgumentException("use_separate_proj_weight is True but q_proj_weight is None");
                if (use_separate_proj_weight && k_proj_weight is null) throw new ArgumentException("use_separate_proj_weight is True but k_proj_weight is None");
                if (use_separate_proj_weight && v_proj_weight is null) throw new ArgumentException("use_separate_proj_weight is True but v_proj_weight is None");
                var weights = new MultiHeadWeights
                {
                    Heads = num_heads, InWeight = use_separate_proj_weight ? null : in_proj_weight, InBias = in_proj_bias, OutWeight = out_proj_weight, OutBias = out_proj_bias,
                    QueryWeight = q_proj_weight, KeyWeight = k_proj_weight, ValueWeight = v_proj_weight, KeyBias = bias_k, ValueBias = bias_v, AddZero = add_zero_attn,
                    Dropout = training ? dropout_p : 0,
                };
                return MultiHeadForward.Run(query, key, value, false, embed_dim_to_check, weights, key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal, static_k, static_v);
            }
        }
    }
}
