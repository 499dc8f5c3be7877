using Taimatsu.Backends;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>Settings of the libraries that a device's backend calls.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html"/>
    public static class backends
    {
        /// <summary>Settings for NVIDIA GPUs.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#module-torch.backends.cuda"/>
        public static class cuda
        {
            /// <summary>Settings of matrix products.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cuda.matmul.allow_tf32"/>
            public static class matmul
            {
                /// <summary>Products of float32 may round their operands to TensorFloat-32, which tensor cores multiply; false at first.</summary>
                /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cuda.matmul.allow_tf32"/>
                public static bool allow_tf32
                {
                    get => LibrarySettings.Products.AllowsTf32;
                    set => LibrarySettings.Products = LibrarySettings.Products with { AllowsTf32 = value };
                }

                /// <summary>Sums within products of float16 may be rounded to float16 on the way; true at first.</summary>
                /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction"/>
                public static bool allow_fp16_reduced_precision_reduction
                {
                    get => LibrarySettings.Products.AllowsHalfReduction;
                    set => LibrarySettings.Products = LibrarySettings.Products with { AllowsHalfReduction = value };
                }

                /// <summary>Sums within products of bfloat16 may be rounded to bfloat16 on the way; true at first.</summary>
                /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction"/>
                public static bool allow_bf16_reduced_precision_reduction
                {
                    get => LibrarySettings.Products.AllowsBrainReduction;
                    set => LibrarySettings.Products = LibrarySettings.Products with { AllowsBrainReduction = value };
                }
            }
        }

        /// <summary>Settings of cuDNN, whose convolutions are used where it is installed.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#module-torch.backends.cudnn"/>
        public static class cudnn
        {
            /// <summary>True if cuDNN was found and takes the current GPU.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cudnn.is_available"/>
            public static bool is_available() => version() is not null;

            /// <summary>cuDNN's version, as 91002 for 9.10.2; null if there is none.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cudnn.version"/>
            public static long? version() => torch.cuda.device_count() > 0 ? BackendRegistry.Of(new Device(DeviceType.CUDA)).ConvolutionLibraryVersion : null;

            /// <summary>cuDNN may be used; true at first.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cudnn.enabled"/>
            public static bool enabled
            {
                get => LibrarySettings.Convolutions;
                set => LibrarySettings.Convolutions = value;
            }

            /// <summary>Convolutions of float32 may round their operands to TensorFloat-32; true at first.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cudnn.allow_tf32"/>
            public static bool allow_tf32
            {
                get => LibrarySettings.ConvolutionsAllowTf32;
                set => LibrarySettings.ConvolutionsAllowTf32 = value;
            }

            /// <summary>The fastest algorithm is found by trying all when a shape first occurs; false at first.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cudnn.benchmark"/>
            public static bool benchmark
            {
                get => LibrarySettings.TriesConvolutions;
                set => LibrarySettings.TriesConvolutions = value;
            }

            /// <summary>Only algorithms that give the same bits every time are used; false at first.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/backends.html#torch.backends.cudnn.deterministic"/>
            public static bool deterministic
            {
                get => LibrarySettings.DeterministicConvolutions;
                set => LibrarySettings.DeterministicConvolutions = value;
            }
        }
    }

    /// <summary>How exact products of float32 are on a GPU: "highest" (float32, at first), "high" or "medium" (TensorFloat-32).</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.set_float32_matmul_precision.html"/>
    public static void set_float32_matmul_precision(string precision)
    {
        if (precision is not ("highest" or "high" or "medium")) throw new ArgumentException($"set_float32_matmul_precision: '{precision}' is not one of 'highest', 'high', 'medium'");
        s_matmulPrecision = precision;
        backends.cuda.matmul.allow_tf32 = precision != "highest";
    }

    /// <summary>What <see cref="set_float32_matmul_precision"/> chose.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.get_float32_matmul_precision.html"/>
    public static string get_float32_matmul_precision()
        => backends.cuda.matmul.allow_tf32 ? s_matmulPrecision == "highest" ? "high" : s_matmulPrecision : "highest";

    private static string s_matmulPrecision = "highest";
}
