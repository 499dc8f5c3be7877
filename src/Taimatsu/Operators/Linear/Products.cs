using Taimatsu.Autograd;

namespace Taimatsu.Operators;

/// <summary>Products of matrices, vectors, and batches of matrices of equal number.</summary>
internal static class Products
{
    /// <summary>The product of an n × m matrix with an m × p matrix.</summary>
    /// <exception cref="ArgumentException">The operands are no matrices, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mm.html"/>
    [Operator("mm")]
    public static Tensor Mm(Tensor input, Tensor mat2)
    {
        bool rectify = false;
        return Mm(input, mat2, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Mm(Tensor input, Tensor mat2, ref bool rectify)
    {
        if (input.ndim != 2) throw new ArgumentException($"mm: self must be a matrix, got {input.shape}");
        if (mat2.ndim != 2) throw new ArgumentException($"mm: mat2 must be a matrix, got {mat2.shape}");
        if (input.size(1) != mat2.size(0))
            throw new ArgumentException($"mm: mat1 and mat2 shapes cannot be multiplied ({input.size(0)}x{input.size(1)} and {mat2.size(0)}x{mat2.size(1)})");
        MatrixProduct.Check("mm", input, mat2);
        var result = MatrixProduct.Run(input, mat2, null, ref rectify);
        return Records(input, mat2) ? result.SetGradFn(new MmBackward0(input, mat2)) : result;
    }

    /// <summary>The products of b matrices n × m with b matrices m × p.</summary>
    /// <exception cref="ArgumentException">The operands have no three dimensions, or their shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.bmm.html"/>
    [Operator("bmm")]
    public static Tensor Bmm(Tensor input, Tensor mat2)
    {
        if (input.ndim != 3) throw new ArgumentException($"bmm: batch1 must be a 3D tensor, got {input.shape}");
        if (mat2.ndim != 3) throw new ArgumentException($"bmm: batch2 must be a 3D tensor, got {mat2.shape}");
        if (mat2.size(0) != input.size(0) || mat2.size(1) != input.size(2))
            throw new ArgumentException($"bmm: Expected size for first two dimensions of batch2 tensor to be: [{input.size(0)}, {input.size(2)}] but got: [{mat2.size(0)}, {mat2.size(1)}].");
        MatrixProduct.Check("bmm", input, mat2);
        var result = MatrixProduct.Run(input, mat2);
        return Records(input, mat2) ? result.SetGradFn(new BmmBackward0(input, mat2)) : result;
    }

    /// <summary>The product of an n × m matrix with a vector of m elements.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.mv.html"/>
    [Operator("mv")]
    public static Tensor Mv(Tensor input, Tensor vec)
    {
        if (input.ndim != 2 || vec.ndim != 1) throw new ArgumentException($"mv: vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}");
        if (input.size(1) != vec.size(0)) throw new ArgumentException($"mv: size mismatch, got input ({input.size(0)}), mat ({input.size(0)}x{input.size(1)}), vec ({vec.size(0)})");
        MatrixProduct.Check("mv", input, vec);
        var result = MatrixProduct.Run(input, Column(vec)).squeeze(1).detach();
        return Records(input, vec) ? result.SetGradFn(new MvBackward0(input, vec)) : result;
    }

    /// <summary>The sum of the products of two vectors' elements.</summary>
    /// <exception cref="ArgumentException">They are no vectors of equal length.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.dot.html"/>
    [Operator("dot", Alias = "vdot")]
    public static Tensor Dot(Tensor input, Tensor tensor)
    {
        if (input.ndim != 1 || tensor.ndim != 1) throw new ArgumentException($"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors");
        if (input.size(0) != tensor.size(0))
            throw new ArgumentException($"inconsistent tensor size, expected tensor [{input.size(0)}] and src [{tensor.size(0)}] to have the same number of elements, but got {input.size(0)} and {tensor.size(0)} elements respectively");
        if (input.dtype != tensor.dtype)
            throw new InvalidOperationException($"dot : expected both vectors to have same dtype, but found {input.dtype.LegacyName()} and {tensor.dtype.LegacyName()}");
        MatrixProduct.Check("dot", input, tensor);
        var row = input.detach();
        var result = MatrixProduct.Run(row.unsqueeze(0), Column(tensor));
        result = new Tensor(result.Storage, 0, Layout.Scalar, result.dtype);
        return Records(input, tensor) ? result.SetGradFn(new DotBackward0(input, tensor)) : result;
    }

    /// <summary>Every element of one vector times every element of another: an n × m matrix.</summary>
    /// <exception cref="ArgumentException">They are no vectors.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.outer.html"/>
    [Operator("outer", Alias = "ger")]
    public static Tensor Outer(Tensor input, Tensor vec2)
    {
        if (input.ndim != 1) throw new ArgumentException($"outer: Expected 1-D argument self, but got {input.ndim}-D");
        if (vec2.ndim != 1) throw new ArgumentException($"outer: Expected 1-D argument vec2, but got {vec2.ndim}-D");
        return input.unsqueeze(1) * vec2;
    }

    private static Tensor Column(Tensor vector) => vector.detach().unsqueeze(1);

    private static bool Records(Tensor a, Tensor b) => GradMode.IsEnabled && (a.requires_grad || b.requires_grad);

    private sealed class MmBackward0 : Node
    {
        public MmBackward0(Tensor left, Tensor right) : base(left, right)
        {
            Save(left);
            Save(right);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = LaidOutLike(Saved(0), grad, Saved(1).t());
            if (inputs.Needs(1)) inputs[1] = LaidOutLike(Saved(1), Saved(0).t(), grad);
        }
    }

    // The gradient of a transposed view comes out transposed: then that of the weight below, and all that reads it, has the weight's own layout.
    internal static Tensor LaidOutLike(Tensor operand, Tensor left, Tensor right)
        => !operand.Layout.IsContiguous && operand.stride(0) == 1 && operand.stride(1) == operand.size(0) ? right.t().mm(left.t()).t() : left.mm(right);

    private sealed class BmmBackward0 : Node
    {
        public BmmBackward0(Tensor left, Tensor right) : base(left, right)
        {
            Save(left);
            Save(right);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.bmm(Saved(1).transpose(1, 2));
            if (inputs.Needs(1)) inputs[1] = Saved(0).transpose(1, 2).bmm(grad);
        }
    }

    private sealed class MvBackward0 : Node
    {
        public MvBackward0(Tensor matrix, Tensor vector) : base(matrix, vector)
        {
            Save(matrix);
            Save(vector);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad.outer(Saved(1));
            if (inputs.Needs(1)) inputs[1] = Saved(0).t().mv(grad);
        }
    }

    private sealed class DotBackward0 : Node
    {
        public DotBackward0(Tensor left, Tensor right) : base(left, right)
        {
            Save(left);
            Save(right);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            if (inputs.Needs(0)) inputs[0] = grad * Saved(1);
            if (inputs.Needs(1)) inputs[1] = grad * Saved(0);
        }
    }
}
