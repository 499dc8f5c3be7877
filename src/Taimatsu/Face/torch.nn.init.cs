using System.Globalization;
using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>First values of parameters. Each function fills a tensor in place, unrecorded, and returns it.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html"/>
        public static partial class init
        {
            /// <summary>Which side of a layer keeps its variance.</summary>
            public enum FanInOut
            {
                /// <summary>The forward pass.</summary>
                FanIn,
                /// <summary>The backward pass.</summary>
                FanOut,
            }

            /// <summary>What comes after a layer.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear,
                /// <summary>A one-dimensional convolution.</summary>
                Conv1D,
                /// <summary>A two-dimensional convolution.</summary>
                Conv2D,
                /// <summary>A three-dimensional convolution.</summary>
                Conv3D,
                /// <summary>A transposed one-dimensional convolution.</summary>
                ConvTranspose1D,
                /// <summary>A transposed two-dimensional convolution.</summary>
                ConvTranspose2D,
                /// <summary>A transposed three-dimensional convolution.</summary>
                ConvTranspose3D,
                /// <summary>A sigmoid.</summary>
                Sigmoid,
                /// <summary>A hyperbolic tangent.</summary>
                Tanh,
                /// <summary>A rectifier.</summary>
                ReLU,
                /// <summary>A leaky rectifier.</summary>
                LeakyReLU,
                /// <summary>A scaled exponential unit.</summary>
                SELU,
            }

            /// <summary>The factor that a nonlinearity's first values are scaled by.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain"/>
            public static double calculate_gain(NonlinearityType nonlinearity, double? param = null) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + Math.Pow(param ?? 0.01, 2))),
                NonlinearityType.SELU => 3.0 / 4,
                _ => 1,
            };

            /// <summary>The factor that a nonlinearity's first values are scaled by.</summary>
            /// <exception cref="ArgumentException">The name is unknown.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain"/>
            public static double calculate_gain(string nonlinearity, double? param = null) => calculate_gain(Nonlinearity(nonlinearity), param);

            /// <summary>The numbers of inputs and outputs of each unit of a layer with this weight.</summary>
            /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor) => Fans.Of(tensor);

            /// <summary>Uniform on [low, high).</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_"/>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => Fill(tensor, t => t.uniform_(low, high, generator));

            /// <summary>Uniform on [a, b).</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_"/>
            [OverloadResolutionPriority(-1)]
            public static Tensor uniform_(Tensor tensor, Scalar a, Scalar b) => uniform_(tensor, a.ToDouble(), b.ToDouble());

            /// <summary>Normally distributed.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.normal_"/>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => Fill(tensor, t => t.normal_(mean, std, generator));

            /// <summary>One value everywhere.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_"/>
            public static Tensor constant_(Tensor tensor, Scalar val) => Fill(tensor, t => t.fill_(val));

            /// <summary>Ones.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.ones_"/>
            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            /// <summary>Zeros.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_"/>
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Ones on the diagonal of a matrix, zeros elsewhere.</summary>
            /// <exception cref="ArgumentException">It is not a matrix.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye_"/>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.ndim != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported");
                return Fill(tensor, t =>
                {
                    t.zero_();
                    for (long i = 0; i < Math.Min(t.size(0), t.size(1)); i++) t.select(0, i).select(0, i).fill_(1);
                });
            }

            /// <summary>The weight of a convolution that gives its input back, as far as there are output channels for it.</summary>
            /// <exception cref="ArgumentException">It has not 3 to 5 dimensions, or the first is not divisible by the groups.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac_"/>
            public static Tensor dirac_(Tensor tensor, long groups = 1)
            {
                if (tensor.ndim is < 3 or > 5) throw new ArgumentException("Only tensors with 3, 4, or 5 dimensions are supported");
                if (tensor.size(0) % groups != 0) throw new ArgumentException("dim 0 must be divisible by groups");
                long each = tensor.size(0) / groups, count = Math.Min(each, tensor.size(1));
                return Fill(tensor, t =>
                {
                    t.zero_();
                    for (long g = 0; g < groups; g++)
                        for (long d = 0; d < count; d++)
                        {
                            var window = t.select(0, g * each + d).select(0, d);
                            while (window.ndim > 0) window = window.select(0, window.size(0) / 2);
                            window.fill_(1);
                        }
                });
            }

            /// <summary>Uniform, with the variance 2 gain² / (fan in + fan out).</summary>
            /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform_"/>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1, Generator? generator = null)
            {
                double bound = Math.Sqrt(3.0) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound, generator);
            }

            /// <summary>Normal, with the variance 2 gain² / (fan in + fan out).</summary>
            /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_"/>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1, Generator? generator = null) => normal_(tensor, 0, XavierDeviation(tensor, gain), generator);

            /// <summary>The same as <see cref="xavier_uniform_"/>.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <summary>The same as <see cref="xavier_normal_"/>.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>Uniform, with the variance gain² / fan; <paramref name="a"/> is the slope of a leaky rectifier.</summary>
            /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform_"/>
            [OverloadResolutionPriority(1)]
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU, Generator? generator = null)
            {
                if (tensor.numel() == 0) return tensor;
                double bound = Math.Sqrt(3.0) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound, generator);
            }

            /// <inheritdoc cref="kaiming_uniform_(Tensor, double, FanInOut, NonlinearityType, Generator?)"/>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, string mode = "fan_in", string nonlinearity = "leaky_relu", Generator? generator = null)
                => kaiming_uniform_(tensor, a, Mode(mode), Nonlinearity(nonlinearity), generator);

            /// <summary>Normal, with the variance gain² / fan; <paramref name="a"/> is the slope of a leaky rectifier.</summary>
            /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_"/>
            [OverloadResolutionPriority(1)]
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU, Generator? generator = null)
                => tensor.numel() == 0 ? tensor : normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity), generator);

            /// <inheritdoc cref="kaiming_normal_(Tensor, double, FanInOut, NonlinearityType, Generator?)"/>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, string mode = "fan_in", string nonlinearity = "leaky_relu", Generator? generator = null)
                => kaiming_normal_(tensor, a, Mode(mode), Nonlinearity(nonlinearity), generator);

            /// <summary>Normally distributed, but only between two bounds.</summary>
            /// <exception cref="ArgumentException">The bounds are the wrong way round.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_"/>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                if (!(a <= b)) throw new ArgumentException($"trunc_normal_: the bounds are the wrong way round, a={a} > b={b}");
                // Uniform between the bounds' values of the distribution function, then through its inverse.
                double low = Distribution((a - mean) / std), high = Distribution((b - mean) / std);
                return Fill(tensor, t =>
                {
                    t.uniform_(2 * low - 1, 2 * high - 1, generator);
                    t.erfinv_();
                    t.mul_(std * Math.Sqrt(2));
                    t.add_(mean);
                    t.clamp_(a, b);
                });

                static double Distribution(double x) => (1 + torch.tensor(new[] { x / Math.Sqrt(2) }).erf().item<double>()) / 2;
            }

            /// <summary>A random orthogonal matrix; dimensions after the first count as one.</summary>
            /// <exception cref="ArgumentException">It has fewer than two dimensions.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.orthogonal_"/>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1, Generator? generator = null)
            {
                if (tensor.ndim < 2) throw new ArgumentException("Only tensors with 2 or more dimensions are supported");
                if (tensor.numel() == 0) return tensor;
                int rows = checked((int)tensor.size(0)), columns = checked((int)(tensor.numel() / rows));
                var drawn = torch.empty(rows, columns, tensor.dtype, tensor.device).normal_(0, 1, generator);
                bool wide = rows < columns;
                if (wide) drawn = drawn.t();
                double[] q = Orthogonal.Factor(drawn.ToFlatArray<double>(), Math.Max(rows, columns), Math.Min(rows, columns));
                var factor = torch.tensor(q).view(Math.Max(rows, columns), Math.Min(rows, columns));
                if (wide) factor = factor.t();
                return Fill(tensor, t =>
                {
                    t.copy_(factor.reshape(t.shape));
                    t.mul_(gain);
                });
            }

            /// <summary>Normal, with a fraction <paramref name="sparsity"/> of each column set to zero.</summary>
            /// <exception cref="ArgumentException">It is not a matrix.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.sparse_"/>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01, Generator? generator = null)
            {
                if (tensor.ndim != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported");
                long rows = tensor.size(0), zeros = (long)Math.Ceiling(sparsity * rows);
                return Fill(tensor, t =>
                {
                    t.normal_(0, std, generator);
                    for (long column = 0; column < t.size(1); column++)
                    {
                        long[] order = torch.randperm(rows).ToFlatArray<long>();
                        for (long i = 0; i < zeros; i++) t.select(0, order[i]).select(0, column).zero_();
                    }
                });
            }

            private static Tensor Fill(Tensor tensor, Action<Tensor> fill)
            {
                using (no_grad()) fill(tensor);
                return tensor;
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = Fans.Of(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = Fans.Of(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static FanInOut Mode(string mode) => mode.ToLower(CultureInfo.InvariantCulture) switch
            {
                "fan_in" => FanInOut.FanIn,
                "fan_out" => FanInOut.FanOut,
                _ => throw new ArgumentException($"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']"),
            };

            private static NonlinearityType Nonlinearity(string name) => name switch
            {
                "linear" => NonlinearityType.Linear,
                "conv1d" => NonlinearityType.Conv1D,
                "conv2d" => NonlinearityType.Conv2D,
                "conv3d" => NonlinearityType.Conv3D,
                "conv_transpose1d" => NonlinearityType.ConvTranspose1D,
                "conv_transpose2d" => NonlinearityType.ConvTranspose2D,
                "conv_transpose3d" => NonlinearityType.ConvTranspose3D,
                "sigmoid" => NonlinearityType.Sigmoid,
                "tanh" => NonlinearityType.Tanh,
                "relu" => NonlinearityType.ReLU,
                "leaky_relu" => NonlinearityType.LeakyReLU,
                "selu" => NonlinearityType.SELU,
                _ => throw new ArgumentException($"Unsupported nonlinearity {name}"),
            };
        }
    }
}
