using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>beta · input + alpha · (a @ b), for matrices and batches of matrices.</summary>
internal static class AddedProducts
{
    /// <summary>beta · input + alpha · (mat1 @ mat2); the input is broadcast to the product's shape.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.addmm.html"/>
    [Operator("addmm")]
    public static Tensor Addmm(Tensor input, Tensor mat1, Tensor mat2, Scalar? beta = null, Scalar? alpha = null)
    {
        bool rectify = false;
        return Addmm(input, mat1, mat2, beta ?? 1, alpha ?? 1, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Addmm(Tensor input, Tensor mat1, Tensor mat2, Scalar beta, Scalar alpha, ref bool rectify)
    {
        if (mat1.ndim != 2) throw new ArgumentException($"addmm: mat1 must be a matrix, got {mat1.ndim}-D tensor");
        if (mat2.ndim != 2) throw new ArgumentException($"addmm: mat2 must be a matrix, got {mat2.ndim}-D tensor");
        if (mat1.size(1) != mat2.size(0))
            throw new ArgumentException($"mat1 and mat2 shapes cannot be multiplied ({mat1.size(0)}x{mat1.size(1)} and {mat2.size(0)}x{mat2.size(1)})");
        var result = Run("addmm", input, mat1, mat2, [mat1.size(0), mat2.size(1)], beta, alpha, ref rectify);
        return Records(input, mat1, mat2) ? result.SetGradFn(new AddmmBackward0(input, mat1, mat2, beta, alpha)) : result;
    }

    /// <summary>beta · input + alpha · (mat1 @ mat2), in place.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.addmm_.html"/>
    [Operator("addmm_", Face = Face.Tensor)]
    public static Tensor Addmm_(Tensor input, Tensor mat1, Tensor mat2, Scalar? beta = null, Scalar? alpha = null)
        => input.copy_(Addmm(input.alias(), mat1, mat2, beta, alpha));

    /// <summary>beta · input + alpha · (batch1 @ batch2); the input is broadcast to the products' shape.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.baddbmm.html"/>
    [Operator("baddbmm")]
    public static Tensor Baddbmm(Tensor input, Tensor batch1, Tensor batch2, Scalar? beta = null, Scalar? alpha = null)
    {
        if (batch1.ndim != 3) throw new ArgumentException($"baddbmm: batch1 must be a 3D tensor, got {batch1.shape}");
        if (batch2.ndim != 3) throw new ArgumentException($"baddbmm: batch2 must be a 3D tensor, got {batch2.shape}");
        if (batch2.size(0) != batch1.size(0) || batch2.size(1) != batch1.size(2))
            throw new ArgumentException($"baddbmm: Expected size for first two dimensions of batch2 tensor to be: [{batch1.size(0)}, {batch1.size(2)}] but got: [{batch2.size(0)}, {batch2.size(1)}].");
        bool rectify = false;
        var result = Run("baddbmm", input, batch1, batch2, [batch1.size(0), batch1.size(1), batch2.size(2)], beta ?? 1, alpha ?? 1, ref rectify);
        return Records(input, batch1, batch2) ? result.SetGradFn(new BaddbmmBackward0(input, batch1, batch2, beta ?? 1, alpha ?? 1)) : result;
    }

    /// <summary>beta · input + alpha · the sum of all products batch1[i] @ batch2[i].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.addbmm.html"/>
    [Operator("addbmm")]
    public static Tensor Addbmm(Tensor input, Tensor batch1, Tensor batch2, Scalar? beta = null, Scalar? alpha = null)
        => Scaled(input, beta ?? 1) + Scaled(batch1.bmm(batch2).sum([0]), alpha ?? 1);

    /// <summary>beta · input + alpha · (mat @ vec).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.addmv.html"/>
    [Operator("addmv")]
    public static Tensor Addmv(Tensor input, Tensor mat, Tensor vec, Scalar? beta = null, Scalar? alpha = null)
        => Scaled(input, beta ?? 1) + Scaled(mat.mv(vec), alpha ?? 1);

    /// <summary>beta · input + alpha · (vec1 ⊗ vec2).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.addr.html"/>
    [Operator("addr")]
    public static Tensor Addr(Tensor input, Tensor vec1, Tensor vec2, Scalar? beta = null, Scalar? alpha = null)
        => Scaled(input, beta ?? 1) + Scaled(vec1.outer(vec2), alpha ?? 1);

    private static Tensor Scaled(Tensor tensor, Scalar factor) => factor == 1 ? tensor : tensor * factor;

    private static Tensor Run(string op, Tensor input, Tensor a, Tensor b, long[] sizes, Scalar beta, Scalar alpha, ref bool rectify)
    {
        MatrixProduct.Check(op, a, b);
        MatrixProduct.Check(op, input, a);
        var layout = Layout.Contiguous(sizes);
        Broadcasting.CheckExpandable(input.Layout, layout, op);
        // The commonest form, a linear layer: a bias by column goes into the kernel.
        if (input.ndim == 1 && input.size(0) == sizes[^1] && beta == 1 && alpha == 1) return MatrixProduct.Run(a, b, input, ref rectify);
        rectify = false;
        if (beta == 0) return MatrixProduct.Run(a, b, null, alpha);
        var result = Tensor.Empty(layout, input.dtype, input.device);
        result.Backend.Copy(result.Operand, input.Operand);
        MatrixProduct.Into(result, a, b, null, alpha, beta);
        return result;
    }

    private static bool Records(Tensor input, Tensor a, Tensor b) => GradMode.IsEnabled && (input.requires_grad || a.requires_grad || b.requires_grad);

    private abstract class AddedProductNode : Node
    {
        private readonly Layout _inputLayout;
        private readonly Scalar _beta, _alpha;

        protected AddedProductNode(Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha) : base(input, a, b)
        {
            (_inputLayout, _beta, _alpha) = (input.Layout, beta, alpha);
            Save(a);
            Save(b);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = Broadcasting.Undo(Scaled(grad, _beta), _inputLayout, grad.dtype);
            if (inputs.Needs(1)) inputs[1] = Scaled(Product(Saved(0), grad, Saved(1).transpose(-2, -1)), _alpha);
            if (inputs.Needs(2)) inputs[2] = Scaled(Product(Saved(1), Saved(0).transpose(-2, -1), grad), _alpha);
        }

        private static Tensor Product(Tensor operand, Tensor a, Tensor b) => a.ndim == 2 ? Products.LaidOutLike(operand, a, b) : a.bmm(b);
    }

    private sealed class AddmmBackward0(Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha) : AddedProductNode(input, a, b, beta, alpha);

    private sealed class BaddbmmBackward0(Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha) : AddedProductNode(input, a, b, beta, alpha);
}
