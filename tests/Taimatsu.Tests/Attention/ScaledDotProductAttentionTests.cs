using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Attention;

[Collection(nameof(GlobalGeneratorCollection))]
public class ScaledDotProductAttentionTests
{
    [Fact]
    public void AQueryThatSeesNothingGivesZeros()
    {
        var q = torch.ones(1, 2, 4, requires_grad: true);
        var v = torch.ones(1, 3, 4, requires_grad: true);
        var mask = torch.tensor(new[] { false, false, false, true, false, false }).view(2, 3);
        var result = F.scaled_dot_product_attention(q, torch.arange(12.0f).view(1, 3, 4), v, mask);
        Assert.Equal([0f, 0, 0, 0, 1, 1, 1, 1], result.ToFlatArray<float>());
        result.sum().backward();
        Assert.Equal([0f, 0, 0, 0, 0, 0, 0, 0], q.grad!.ToFlatArray<float>());
        Assert.Equal([1f, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], v.grad!.ToFlatArray<float>());
        // The same through operators alone.
        var additive = torch.where(mask, torch.tensor(0f), torch.tensor(float.NegativeInfinity)).requires_grad_();
        var composite = F.scaled_dot_product_attention(q, torch.arange(12.0f).view(1, 3, 4), v, additive);
        Assert.Equal(result.ToFlatArray<float>(), composite.ToFlatArray<float>());
        composite.sum().backward();
        Assert.Equal(6, additive.grad!.isfinite().sum().item<long>());
    }

    [Fact]
    public void TheLargestNegativeMaskIsNoInfinity()
    {
        var mask = torch.full([2, 3], float.MinValue);
        var v = torch.arange(12.0f).view(1, 3, 4);
        var result = F.scaled_dot_product_attention(torch.ones(1, 2, 4), torch.ones(1, 3, 4), v, mask);
        Assert.Equal([4f, 5, 6, 7, 4, 5, 6, 7], result.ToFlatArray<float>().Select(x => MathF.Round(x, 4)));
    }

    [Fact]
    public void NotANumberSpreadsToItsOwnQuery()
    {
        var q = torch.ones(1, 2, 4);
        q[0, 1, 2].fill_(double.NaN);
        var result = F.scaled_dot_product_attention(q, torch.ones(1, 3, 4), torch.ones(1, 3, 4)).ToFlatArray<float>();
        Assert.All(result[..4], x => Assert.Equal(1f, x, 1e-6));
        Assert.All(result[4..], x => Assert.True(float.IsNaN(x)));
    }

    [Fact]
    public void DropoutOfTheFusedFormDropsWhatTheCompositeDrops()
    {
        Tensor q = torch.randn(2, 3, 40, 8), k = torch.randn(2, 3, 50, 8), v = torch.randn(2, 3, 50, 8);
        torch.manual_seed(9);
        var fused = F.scaled_dot_product_attention(q, k, v, dropout_p: 0.3);
        torch.manual_seed(9);
        // A mask that wants a gradient is not for the kernel.
        var composite = F.scaled_dot_product_attention(q, k, v, torch.zeros(40, 50, requires_grad: true), dropout_p: 0.3);
        Assert.True((fused - composite).abs().max().item<float>() < 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ResultsDoNotDependOnThreads(int threads)
    {
        Tensor q = torch.randn(2, 3, 150, 24), k = torch.randn(2, 3, 140, 24), v = torch.randn(2, 3, 140, 24);
        (float[] Result, float[] Grad) Run()
        {
            var x = k.clone().requires_grad_();
            var result = F.scaled_dot_product_attention(q, x, v, is_causal: true);
            result.sum().backward();
            return (result.ToFlatArray<float>(), x.grad!.ToFlatArray<float>());
        }
        int before = torch.get_num_threads();
        var expected = Run();
        try
        {
            torch.set_num_threads(threads);
            var got = Run();
            Assert.Equal(expected.Result, got.Result);
            Assert.Equal(expected.Grad, got.Grad);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void FirstAndSecondDerivativesWithAllSettings()
    {
        Tensor New(params long[] shape) => torch.randn(shape, dtype: float64, generator: new Generator().manual_seed(shape[^2])).requires_grad_();
        var mask = torch.zeros(3, 4, float64);
        mask[0, 1].fill_(double.NegativeInfinity);
        Assert.True(autograd.gradcheck(t => F.scaled_dot_product_attention(t[0], t[1], t[2], mask, 0, false, 0.4, enable_gqa: true), [New(4, 3, 2), New(2, 4, 2), New(2, 4, 3)]));
        Assert.True(autograd.gradgradcheck(t => F.scaled_dot_product_attention(t[0], t[1], t[2], mask, 0, false, 0.4, enable_gqa: true), [New(4, 3, 2), New(2, 4, 2), New(2, 4, 3)]));
        Tensor Dropped(Tensor[] t)
        {
            torch.manual_seed(3);
            return F.scaled_dot_product_attention(t[0], t[1], t[2], dropout_p: 0.4, is_causal: true);
        }
        Assert.True(autograd.gradcheck(Dropped, [New(1, 2, 3, 2), New(1, 2, 3, 2), New(1, 2, 3, 2)]));
        Assert.True(autograd.gradgradcheck(Dropped, [New(1, 2, 3, 2), New(1, 2, 3, 2), New(1, 2, 3, 2)]));
    }

    [Fact]
    public void DerivativesOfMultiheadAttentionInBothLayouts()
    {
        foreach (bool batchFirst in (bool[])[false, true])
        {
            torch.manual_seed(1);
            var attention = nn.MultiheadAttention(4, 2, batch_first: batchFirst, dtype: float64);
            var x = torch.randn(3, 2, 4, dtype: float64).requires_grad_();
            Assert.True(autograd.gradcheck(t => attention.call(t, t, t, need_weights: false).attn_output, x));
            Assert.True(autograd.gradgradcheck(t => attention.call(t, t, t, need_weights: false).attn_output, x));
        }
    }

    [Fact]
    public void WrongCallsAreRefusedInPyTorchsWords()
    {
        Tensor X(params long[] shape) => torch.zeros(shape);
        void Refuses<TError>(string message, Func<Tensor> call) where TError : Exception => Assert.Contains(message, Assert.Throws<TError>(call).Message);
        Refuses<ArgumentException>("Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: 1 key.dim: 2 and value.dim: 2 instead.", () => F.scaled_dot_product_attention(X(4), X(3, 4), X(3, 4)));
        Refuses<InvalidOperationException>("Expected query, key, and value to have the same dtype, but got query.dtype: float key.dtype: double and value.dtype: float instead.", () => F.scaled_dot_product_attention(X(3, 4), X(3, 4).to(float64), X(3, 4)));
        Refuses<InvalidOperationException>("Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: double and  query.dtype: float instead.", () => F.scaled_dot_product_attention(X(3, 4), X(3, 4), X(3, 4), X(3, 3).to(float64)));
        Refuses<ArgumentException>("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True", () => F.scaled_dot_product_attention(X(3, 4), X(3, 4), X(3, 4), X(3, 3), is_causal: true));
        Refuses<ArgumentException>("mat1 and mat2 shapes cannot be multiplied (3x4 and 5x3)", () => F.scaled_dot_product_attention(X(3, 4), X(3, 5), X(3, 4)));
        Refuses<ArgumentException>("dropout probability has to be between 0 and 1, but got 1.5", () => F.scaled_dot_product_attention(X(3, 4), X(3, 4), X(3, 4), dropout_p: 1.5));
        Refuses<ArgumentException>("Number of heads in key and value must divide the number of heads in", () => F.scaled_dot_product_attention(X(3, 3, 4), X(2, 3, 4), X(2, 3, 4), enable_gqa: true));
        Refuses<ArgumentException>("The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0", () => F.scaled_dot_product_attention(X(3, 4), X(3, 4), X(3, 4), torch.ones(2, 3, dtype: @bool)));
        Refuses<InvalidOperationException>("expected scalar type Float but found Long", () => F.scaled_dot_product_attention(X(3, 4).to(int64), X(3, 4).to(int64), X(3, 4).to(int64)));
        var m = nn.MultiheadAttention(8, 2);
        Refuses<ArgumentException>("The shape of the 2D attn_mask is (5, 4), but should be (5, 5).", () => m.call(X(5, 3, 8), X(5, 3, 8), X(5, 3, 8), attn_mask: X(5, 4)).attn_output);
        Refuses<ArgumentException>("was expecting embedding dimension of 8, but got 6", () => m.call(X(5, 3, 6), X(5, 3, 6), X(5, 3, 6)).attn_output);
        Refuses<ArgumentException>("Need attn_mask if specifying the is_causal hint.", () => m.call(X(5, 3, 8), X(5, 3, 8), X(5, 3, 8), is_causal: true).attn_output);
        Refuses<InvalidOperationException>("only bool and floating types of attn_mask are supported", () => m.call(X(5, 3, 8), X(5, 3, 8), X(5, 3, 8), attn_mask: X(5, 5).to(int64)).attn_output);
        Refuses<ArgumentException>("embed_dim must be divisible by num_heads", () => { nn.MultiheadAttention(8, 3); return X(1); });
        Refuses<ArgumentException>("activation should be relu/gelu, not tanh", () => { nn.TransformerEncoderLayer(8, 2, activation: "tanh"); return X(1); });
        Refuses<ArgumentException>("the feature number of src and tgt must be equal to d_model", () => nn.Transformer(8, 2, 1, 1, 8).call(X(5, 3, 6), X(5, 3, 6)));
    }
}
