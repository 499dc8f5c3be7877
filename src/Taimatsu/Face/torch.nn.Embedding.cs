using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A table of vectors, looked up by number.</summary>
        /// <exception cref="ArgumentException">The padding row lies outside.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html"/>
        public static Embedding Embedding(long num_embeddings, long embedding_dim, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
            Device? device = null, ScalarType? dtype = null) => new(num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, device, dtype);
    }
}
