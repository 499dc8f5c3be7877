using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The activations of transformer layers.</summary>
        public enum Activations
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>x times the normal distribution function of x.</summary>
            GELU = 1,
        }

        /// <summary>Attention with several heads.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"/>
        [OverloadResolutionPriority(1)]
        public static MultiheadAttention MultiheadAttention(long embed_dim, long num_heads, double dropout = 0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false,
            long? kdim = null, long? vdim = null, bool batch_first = false, Device? device = null, ScalarType? dtype = null)
            => new(embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype);

        /// <summary>Attention with several heads, with TorchSharp's name of the first argument.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"/>
        public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false,
            long? kdim = null, long? vdim = null) => new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim);

        /// <summary>Self-attention and a feed-forward network.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html"/>
        [OverloadResolutionPriority(1)]
        public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, TransformerActivation? activation = null,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias, device, dtype);

        /// <summary>Self-attention and a feed-forward network with any function between its linear layers.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html"/>
        public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Func<Tensor, Tensor>? activation = null,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(d_model, nhead, dim_feedforward, dropout, Of(activation), layer_norm_eps, batch_first, norm_first, bias, device, dtype);

        /// <summary>Self-attention, attention to an encoder's results and a feed-forward network.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html"/>
        [OverloadResolutionPriority(1)]
        public static TransformerDecoderLayer TransformerDecoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, TransformerActivation? activation = null,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias, device, dtype);

        /// <summary>Self-attention, attention to an encoder's results and a feed-forward network with any function between its linear layers.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html"/>
        public static TransformerDecoderLayer TransformerDecoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Func<Tensor, Tensor>? activation = null,
            double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(d_model, nhead, dim_feedforward, dropout, Of(activation), layer_norm_eps, batch_first, norm_first, bias, device, dtype);

        /// <summary>Copies of an encoder layer one after the other.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html"/>
        public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null, bool enable_nested_tensor = true, bool mask_check = true)
            => new(encoder_layer, num_layers, norm, enable_nested_tensor, mask_check);

        /// <summary>Copies of a decoder layer one after the other.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html"/>
        public static TransformerDecoder TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers, Module<Tensor, Tensor>? norm = null) => new(decoder_layer, num_layers, norm);

        /// <summary>An encoder and a decoder.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html"/>
        [OverloadResolutionPriority(1)]
        public static Transformer Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1,
            TransformerActivation? activation = null, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias, device, dtype);

        /// <summary>An encoder and a decoder with any function between the linear layers.</summary>
        /// <exception cref="ArgumentException">The features cannot be shared out evenly among the heads.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html"/>
        public static Transformer Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1,
            Func<Tensor, Tensor>? activation = null, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward, dropout, Of(activation), layer_norm_eps, batch_first, norm_first, bias, device, dtype);

        private static TransformerActivation? Of(Func<Tensor, Tensor>? activation) => activation is null ? (TransformerActivation?)null : (TransformerActivation)activation;
    }
}
