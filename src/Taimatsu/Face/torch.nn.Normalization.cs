using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Batch normalisation of [N, C] or [N, C, L].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html"/>
        public static BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Batch normalisation of [N, C, H, W].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html"/>
        public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Batch normalisation of [N, C, D, H, W].</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html"/>
        public static BatchNorm3d BatchNorm3d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Normalises each channel of each sequence of [N, C, L] or [C, L] by itself.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html"/>
        public static InstanceNorm1d InstanceNorm1d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Normalises each channel of each image of [N, C, H, W] or [C, H, W] by itself.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html"/>
        public static InstanceNorm2d InstanceNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Normalises over the last dimensions, then scales and shifts each element.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html"/>
        public static LayerNorm LayerNorm(Size normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>Normalises groups of channels, then scales and shifts each channel.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html"/>
        public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) => new(num_groups, num_channels, eps, affine, device, dtype);

        /// <summary>Sets elements to zero at random while training.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html"/>
        public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Sets whole channels of [N, C, L] or [C, L] to zero at random while training.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html"/>
        public static Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Sets whole channels of [N, C, H, W] to zero at random while training.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html"/>
        public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Sets whole channels of [N, C, D, H, W] to zero at random while training.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html"/>
        public static Dropout3d Dropout3d(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Dropout that keeps mean and variance, for networks of SELUs.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html"/>
        public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Alpha dropout of whole channels.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html"/>
        public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);

        /// <summary>Makes one dimension of several.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html"/>
        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

        /// <summary>Makes several dimensions of one.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html"/>
        public static Unflatten Unflatten(long dim, Size unflattened_size) => new(dim, unflattened_size);
    }
}
