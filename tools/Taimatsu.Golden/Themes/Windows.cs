namespace Taimatsu.Golden.Themes;

/// <summary>Convolution and pooling, with gradients.</summary>
internal static class Windows
{
    /// <summary>Every third case is enough of float64.</summary>
    private sealed class Thinned(GoldenTheme theme, bool thin)
    {
        private int _count;

        public void Grad(string op, object?[] args, params (string Name, object? Value)[] kwargs)
        {
            if (!thin || _count++ % 3 == 0) theme.Grad(op, args, kwargs);
        }
    }

    private static Tensor N(ScalarType type, uint seed, params long[] shape) => Values.Numbers(shape, type, -1, 1, seed);

    public static void Convolution(GoldenTheme theme)
    {
        foreach (var type in new[] { float32, float64 })
        {
            var thinned = new Thinned(theme, type == float64);
            var x1 = theme.Input($"{TensorText.NameOf(type)}_x1", N(type, 1, 2, 4, 7));
            foreach (var (stride, padding, dilation, groups) in new[] { (1, 0, 1, 1), (2, 0, 1, 1), (1, 1, 1, 1), (1, 2, 2, 1), (2, 1, 1, 2), (3, 2, 2, 4), (1, 0, 1, 4) })
                thinned.Grad("conv1d", [x1, N(type, 2, 4, 4 / groups, 3), N(type, 3, 4)], ("stride", stride), ("padding", padding), ("dilation", dilation), ("groups", groups));
            thinned.Grad("conv1d", [N(type, 1, 4, 7), N(type, 2, 2, 4, 3)]);
            foreach (string padding in new[] { "same", "valid" }) thinned.Grad("conv1d", [x1, N(type, 2, 2, 4, 4)], ("padding", padding));

            var x2 = theme.Input($"{TensorText.NameOf(type)}_x2", N(type, 4, 2, 4, 5, 6));
            (object Stride, object Padding, object Dilation, int Groups, long[] Kernel)[] options =
            [
                (1, 0, 1, 1, [3, 3]), (2, 0, 1, 1, [3, 3]), (1, 1, 1, 1, [3, 3]), (1, 0, 1, 1, [1, 1]), (2, 0, 1, 1, [1, 1]), (new object[] { 2, 1 }, new object[] { 1, 2 }, 1, 1, [2, 3]), (1, 2, 2, 1, [3, 3]),
                (1, 1, 1, 2, [3, 3]), (1, 1, 1, 4, [3, 3]), (2, 1, new object[] { 1, 2 }, 2, [3, 2]), (1, 2, 1, 1, [5, 5]), (3, 3, 1, 1, [2, 2]),
            ];
            foreach (var (stride, padding, dilation, groups, kernel) in options)
                thinned.Grad("conv2d", [x2, N(type, 5, 4, 4 / groups, kernel[0], kernel[1]), N(type, 6, 4)], ("stride", stride), ("padding", padding), ("dilation", dilation), ("groups", groups));
            thinned.Grad("conv2d", [x2, N(type, 5, 3, 4, 2, 2)]);
            thinned.Grad("conv2d", [N(type, 4, 4, 5, 6), N(type, 5, 3, 4, 2, 2), N(type, 6, 3)]);
            thinned.Grad("conv2d", [x2, N(type, 5, 8, 1, 3, 3)], ("groups", 4), ("padding", 1));
            thinned.Grad("conv2d", [x2, N(type, 5, 2, 4, 2, 3), N(type, 6, 2)], ("padding", "same"));
            thinned.Grad("conv2d", [x2, N(type, 5, 2, 4, 3, 3)], ("padding", "same"), ("dilation", 2));
            theme.Case("conv2d", [torch.zeros([0, 4, 5, 6], dtype: type), N(type, 5, 2, 4, 3, 3)]);

            foreach (var (stride, padding, outputPadding, groups, dilation) in new[] { (1, 0, 0, 1, 1), (2, 1, 1, 1, 1), (2, 0, 1, 2, 1), (1, 1, 0, 1, 2) })
            {
                thinned.Grad("conv_transpose1d", [N(type, 7, 2, 4, 4), N(type, 8, 4, 2, 3), N(type, 9, 2 * groups)], ("stride", stride), ("padding", padding), ("output_padding", outputPadding), ("groups", groups), ("dilation", dilation));
                thinned.Grad("conv_transpose2d", [N(type, 7, 2, 4, 3, 3), N(type, 8, 4, 2, 3, 3), N(type, 9, 2 * groups)], ("stride", stride), ("padding", padding), ("output_padding", outputPadding), ("groups", groups), ("dilation", dilation));
            }
            thinned.Grad("conv3d", [N(type, 7, 1, 2, 3, 4, 3), N(type, 8, 2, 2, 2, 2, 2), N(type, 9, 2)], ("stride", 1), ("padding", 1));
        }
        foreach (var type in new[] { float16, bfloat16 }) theme.Case("conv2d", [N(type, 4, 1, 2, 4, 4), N(type, 5, 2, 2, 3, 3), N(type, 6, 2)], ("padding", 1));
        foreach (var type in new[] { int32, int64 }) theme.Case("conv2d", [Values.Numbers([1, 2, 4, 4], type, 0, 5), Values.Numbers([2, 2, 3, 3], type, 0, 5)]);

        Tensor F(params long[] shape) => torch.ones(shape);
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 4, 3, 3)]);
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 3, 5, 5)]);
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 3, 3, 3), F(3)]);
        theme.Case("conv2d", [F(3, 4), F(2, 3, 3, 3)]);
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 3, 3, 3)], ("stride", 0));
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 3, 3, 3)], ("padding", -1));
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 3, 3, 3)], ("groups", 2));
        theme.Case("conv2d", [F(1, 3, 4, 4), torch.ones([2, 3, 3, 3], dtype: float64)]);
        theme.Case("conv2d", [F(1, 3, 4, 4), F(2, 3, 3, 3)], ("stride", 2), ("padding", "same"));
    }

    public static void Pooling(GoldenTheme theme)
    {
        foreach (var type in new[] { float32, float64 })
        {
            var thinned = new Thinned(theme, type == float64);
            string name = TensorText.NameOf(type);
            var x1 = theme.Input(name + "_x1", N(type, 1, 2, 3, 7));
            var x2 = theme.Input(name + "_x2", N(type, 2, 2, 2, 5, 6));
            foreach (var (kernel, stride, padding, dilation, ceil) in new[] { (2, 2, 0, 1, false), (3, 2, 1, 1, false), (3, 2, 1, 1, true), (2, 1, 0, 2, false), (3, 3, 0, 1, true), (2, 3, 1, 2, true) })
            {
                (string, object?)[] options = [("kernel_size", kernel), ("stride", stride), ("padding", padding), ("dilation", dilation), ("ceil_mode", ceil)];
                thinned.Grad("max_pool1d", [x1], options);
                thinned.Grad("max_pool1d_with_indices", [x1], options);
                thinned.Grad("max_pool2d", [x2], options);
                thinned.Grad("max_pool2d_with_indices", [x2], options);
                if (dilation > 1) continue;
                foreach (bool counted in new[] { true, false })
                {
                    (string, object?)[] average = [("kernel_size", kernel), ("stride", stride), ("padding", padding), ("ceil_mode", ceil), ("count_include_pad", counted)];
                    thinned.Grad("avg_pool1d", [x1], average);
                    thinned.Grad("avg_pool2d", [x2], average);
                    thinned.Grad("avg_pool2d", [x2], [.. average, ("divisor_override", 3)]);
                }
            }
            thinned.Grad("max_pool2d", [x2, new object[] { 2, 3 }]);
            thinned.Grad("max_pool2d", [x2, new object[] { 3, 2 }, new object[] { 1, 2 }, new object[] { 1, 0 }, new object[] { 1, 2 }]);
            thinned.Grad("max_pool2d", [N(type, 3, 2, 5, 6), 2]);
            thinned.Grad("avg_pool2d", [x2, new object[] { 2, 3 }]);
            thinned.Grad("avg_pool2d", [N(type, 3, 2, 5, 6), 2]);
            foreach (int size in new[] { 1, 2, 3, 7, 9 })
            {
                thinned.Grad("adaptive_avg_pool1d", [x1, size]);
                thinned.Grad("adaptive_max_pool1d_with_indices", [x1, size]);
            }
            foreach (var (h, w) in new[] { (1, 1), (2, 3), (5, 6), (7, 4) })
            {
                thinned.Grad("adaptive_avg_pool2d", [x2, new object[] { h, w }]);
                thinned.Grad("adaptive_max_pool2d_with_indices", [x2, new object[] { h, w }]);
            }
            thinned.Grad("avg_pool3d", [N(type, 4, 1, 2, 4, 4, 3), 2]);
            thinned.Grad("max_pool3d", [N(type, 4, 1, 2, 4, 4, 3), 2]);
            // NaN wins, the first of equals wins, padding never does.
            var odd = Values.Of(type, [1, 1, 4, 4], 1, double.NaN, -5, -5, 1, 1, -5, -5, double.NegativeInfinity, double.NegativeInfinity, 3, 3, double.NegativeInfinity, double.NegativeInfinity, 3, 3);
            theme.Case("max_pool2d_with_indices", [odd, 2]);
            theme.Case("max_pool2d_with_indices", [odd, 3, 1, 1]);
            theme.Case("adaptive_max_pool2d_with_indices", [odd, new object[] { 2, 2 }]);
            thinned.Grad("max_unpool2d", [N(type, 5, 1, 1, 2, 2), torch.tensor(new long[] { 0, 3, 8, 15 }).reshape(1, 1, 2, 2), new object[] { 4, 4 }]);
            thinned.Grad("upsample_nearest2d", [x2, new object[] { 7, 9 }]);
            thinned.Grad("upsample_bilinear2d", [x2, new object[] { 7, 9 }, false]);
            thinned.Grad("upsample_bilinear2d", [x2, new object[] { 7, 9 }, true]);
            thinned.Grad("im2col", [x2, new object[] { 2, 3 }, new object[] { 1, 1 }, new object[] { 1, 0 }, new object[] { 2, 1 }]);
            thinned.Grad("col2im", [N(type, 6, 1, 4, 6), new object[] { 3, 4 }, new object[] { 2, 2 }, new object[] { 1, 1 }, new object[] { 0, 0 }, new object[] { 1, 1 }]);
        }
        foreach (var type in new[] { float16, bfloat16 })
        {
            theme.Case("max_pool2d", [N(type, 2, 1, 2, 4, 4), 2]);
            theme.Case("avg_pool2d", [N(type, 2, 1, 2, 4, 4), 2]);
            theme.Case("adaptive_avg_pool2d", [N(type, 2, 1, 2, 5, 5), new object[] { 2, 2 }]);
        }
        Tensor F(params long[] shape) => torch.ones(shape);
        theme.Case("max_pool2d", [F(1, 1, 2, 2), 3]);
        theme.Case("max_pool2d", [F(1, 1, 4, 4), 2, 2, 2]);
        theme.Case("max_pool2d", [F(2, 2), 2]);
        theme.Case("avg_pool2d", [F(1, 1, 4, 4), 2, 2, 2]);
        theme.Case("avg_pool2d", [F(1, 1, 2, 2), 3]);
        theme.Case("max_pool2d", [F(1, 1, 4, 4), 2, 0]);
        theme.Case("max_pool2d", [F(0, 1, 4, 4), 2]);
    }
}
