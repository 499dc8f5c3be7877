namespace Taimatsu.Tests.Operators;

/// <summary>The same rows on a GPU: see <see cref="Gpu.GpuChoice"/>.</summary>
public partial class OperatorTests
{
    // One of each kind of kernel: the other types differ in how they are loaded and stored, which the copies' tests cover.
    private static readonly ScalarType[] s_gpuTypes = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Bool];

    // Rows whose call or samples make tensors of their own on the processor.
    private static readonly HashSet<string> s_onTheProcessor =
    [
        "allclose", "arange", "bartlett_window", "blackman_window", "empty", "empty_like", "empty_strided", "equal", "eye", "fill_", "full", "full_like", "hamming_window", "hann_window", "linspace", "logspace", "new_empty", "new_full", "new_ones", "new_zeros", "ones", "ones_like", "tril_indices", "triu_indices", "zero_", "zeros", "zeros_like",
    ];

    // Rows whose call mixes the sample with constants on the processor.
    private static readonly string[] s_mixed =
        ["batch_norm/constants", "binary_cross_entropy_with_logits/Mean pos_weight", "binary_cross_entropy_with_logits/None pos_weight", "binary_cross_entropy_with_logits/Sum pos_weight",
            "scaled_dot_product_attention/bool mask 1", "scaled_dot_product_attention/bool mask 2", "scaled_dot_product_attention/bool mask 3",
            "scaled_dot_product_attention/constant mask 1", "scaled_dot_product_attention/constant mask 2", "scaled_dot_product_attention/constant mask 3",
            "multi_margin_loss/1", "multi_margin_loss/2", "nll_loss/Mean gradient", "nll_loss/None gradient", "nll_loss/Sum gradient", "prod/zeros"];

    // Rows that compare draws from the processor's generator: see GpuRandomTests.
    private static readonly string[] s_random = ["alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout", "feature_dropout"];

    public static TheoryData<string> Rows() => [.. OperatorRows.Named.Select(r => r.Key).Except(s_mixed).Except(s_random)];

    [Theory, MemberData(nameof(Rows))]
    public void Agrees_with_its_reference_on_a_gpu(string name)
    {
        var row = OperatorRows.Get(name);
        Gpu.PtxCompiler.Watch();
        foreach (var type in s_gpuTypes.Where(row.Types.Contains))
            foreach (var sample in GpuSamples(row, type))
            {
                CompareOnGpu(row, sample, "contiguous");
                if (!row.OtherLayouts || sample[0].ndim < 2) continue;
                foreach (var (layout, _, of) in MemoryLayouts.Others) CompareOnGpu(row, Array.ConvertAll(sample, t => of(t)), layout);
            }
    }

    // Rows that sort: a barrier between any two steps makes those slow where devices are emulated; SortedLineTests has the longer lines.
    private static readonly string[] s_sorting =
        ["argsort", "kthvalue", "median", "mode", "msort", "nanmedian", "nanquantile", "quantile", "sort", "topk", "unique", "unique_consecutive"];

    // The emulation is slow: the shapes, and of the runs of all lengths a few.
    private static IEnumerable<Tensor[]> GpuSamples(OperatorInfo row, ScalarType type)
    {
        int most = s_sorting.Contains(row.Name) ? 60 : 600;
        foreach (var sample in row.Samples(row, type))
            if (sample.Length > 0 && sample.Sum(t => t.numel()) <= most && (sample[0].ndim != 1 || sample[0].numel() is 0 or 1 or 17 || sample[0].numel() > 70)) yield return sample;
    }

    private static void CompareOnGpu(OperatorInfo row, Tensor[] sample, string layout)
    {
        var actual = row.Call(Array.ConvertAll(sample, OnGpu));
        var expected = row.Reference(Array.ConvertAll(sample, SampleData.Plain));
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Closeness.Check(actual[i], expected[i], Closeness.Tolerance(row, actual[i].dtype), $"{row} on cuda, result {i}, {layout}, {Describe(sample)}");
            if (!s_onTheProcessor.Contains(row.Name)) Assert.Equal(DeviceType.CUDA, actual[i].device_type);
        }
    }

    // The same strides there as here: the memory as a whole is moved.
    private static Tensor OnGpu(Tensor tensor)
    {
        var plain = tensor.detach();
        long length = plain.storage_offset() + plain.Layout.Extent();
        return plain.as_strided([length], [1], 0).cuda().as_strided(plain.shape, plain.stride(), plain.storage_offset());
    }
}
