using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Puts margins of one value around the last dimension: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 2 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html"/>
        public static ConstantPad1d ConstantPad1d(long padding, double value) => new([padding], value);

        /// <inheritdoc cref="ConstantPad1d(long, double)"/>
        public static ConstantPad1d ConstantPad1d(long[] padding, double value) => new(padding, value);

        /// <summary>Puts margins of one value around the last two dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 4 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html"/>
        public static ConstantPad2d ConstantPad2d(long padding, double value) => new([padding], value);

        /// <inheritdoc cref="ConstantPad2d(long, double)"/>
        public static ConstantPad2d ConstantPad2d(long[] padding, double value) => new(padding, value);

        /// <summary>Puts margins of one value around the last three dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 6 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html"/>
        public static ConstantPad3d ConstantPad3d(long padding, double value) => new([padding], value);

        /// <inheritdoc cref="ConstantPad3d(long, double)"/>
        public static ConstantPad3d ConstantPad3d(long[] padding, double value) => new(padding, value);

        /// <summary>Puts margins of zeros around the last dimension: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 2 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html"/>
        public static ZeroPad1d ZeroPad1d(long padding) => new([padding]);

        /// <inheritdoc cref="ZeroPad1d(long)"/>
        public static ZeroPad1d ZeroPad1d(long[] padding) => new(padding);

        /// <summary>Puts margins of zeros around the last two dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 4 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html"/>
        public static ZeroPad2d ZeroPad2d(long padding) => new([padding]);

        /// <inheritdoc cref="ZeroPad2d(long)"/>
        public static ZeroPad2d ZeroPad2d(long[] padding) => new(padding);

        /// <summary>Puts margins of zeros around the last three dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 6 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html"/>
        public static ZeroPad3d ZeroPad3d(long padding) => new([padding]);

        /// <inheritdoc cref="ZeroPad3d(long)"/>
        public static ZeroPad3d ZeroPad3d(long[] padding) => new(padding);

        /// <summary>Puts margins that mirror the inside around the last dimension: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 2 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html"/>
        public static ReflectionPad1d ReflectionPad1d(long padding) => new([padding]);

        /// <inheritdoc cref="ReflectionPad1d(long)"/>
        public static ReflectionPad1d ReflectionPad1d(long[] padding) => new(padding);

        /// <summary>Puts margins that mirror the inside around the last two dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 4 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html"/>
        public static ReflectionPad2d ReflectionPad2d(long padding) => new([padding]);

        /// <inheritdoc cref="ReflectionPad2d(long)"/>
        public static ReflectionPad2d ReflectionPad2d(long[] padding) => new(padding);

        /// <summary>Puts margins that mirror the inside around the last three dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 6 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html"/>
        public static ReflectionPad3d ReflectionPad3d(long padding) => new([padding]);

        /// <inheritdoc cref="ReflectionPad3d(long)"/>
        public static ReflectionPad3d ReflectionPad3d(long[] padding) => new(padding);

        /// <summary>Puts margins that repeat the edge around the last dimension: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 2 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html"/>
        public static ReplicationPad1d ReplicationPad1d(long padding) => new([padding]);

        /// <inheritdoc cref="ReplicationPad1d(long)"/>
        public static ReplicationPad1d ReplicationPad1d(long[] padding) => new(padding);

        /// <summary>Puts margins that repeat the edge around the last two dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 4 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html"/>
        public static ReplicationPad2d ReplicationPad2d(long padding) => new([padding]);

        /// <inheritdoc cref="ReplicationPad2d(long)"/>
        public static ReplicationPad2d ReplicationPad2d(long[] padding) => new(padding);

        /// <summary>Puts margins that repeat the edge around the last three dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 6 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html"/>
        public static ReplicationPad3d ReplicationPad3d(long padding) => new([padding]);

        /// <inheritdoc cref="ReplicationPad3d(long)"/>
        public static ReplicationPad3d ReplicationPad3d(long[] padding) => new(padding);

        /// <summary>Puts margins that go on at the other end around the last dimension: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 2 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html"/>
        public static CircularPad1d CircularPad1d(long padding) => new([padding]);

        /// <inheritdoc cref="CircularPad1d(long)"/>
        public static CircularPad1d CircularPad1d(long[] padding) => new(padding);

        /// <summary>Puts margins that go on at the other end around the last two dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 4 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html"/>
        public static CircularPad2d CircularPad2d(long padding) => new([padding]);

        /// <inheritdoc cref="CircularPad2d(long)"/>
        public static CircularPad2d CircularPad2d(long[] padding) => new(padding);

        /// <summary>Puts margins that go on at the other end around the last three dimensions: one width for all sides, or before and after of each dimension, the last one's first.</summary>
        /// <exception cref="ArgumentException">There are neither one nor 6 widths.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html"/>
        public static CircularPad3d CircularPad3d(long padding) => new([padding]);

        /// <inheritdoc cref="CircularPad3d(long)"/>
        public static CircularPad3d CircularPad3d(long[] padding) => new(padding);
    }
}
