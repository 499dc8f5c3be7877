namespace Taimatsu.Operators;

/// <summary>Products of tensors of any rank, made of products of matrices.</summary>
internal static class Matmul
{
    /// <summary>
    /// The matrix product: of vectors the dot product, of matrices their product, and of more dimensions a batch of products whose leading dimensions
    /// are broadcast. A vector counts as a row on the left and as a column on the right.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.matmul.html"/>
    [Operator("matmul")]
    public static Tensor Product(Tensor input, Tensor other)
    {
        if (input.ndim == 0 || other.ndim == 0)
            throw new ArgumentException($"both arguments to matmul need to be at least 1D, but they are {input.ndim}D and {other.ndim}D");
        if (input.ndim == 1 && other.ndim == 1) return input.dot(other);
        if (input.ndim == 2 && other.ndim == 1) return input.mv(other);
        if (input.ndim == 1 && other.ndim == 2) return input.unsqueeze(0).mm(other).squeeze(0);
        if (input.ndim == 2 && other.ndim == 2)
        {
            CheckDepth(input, other, input.size(1), other.size(0));
            return input.mm(other);
        }
        // A batch on one side only is one tall matrix.
        if (input.ndim >= 3 && other.ndim <= 2) return TallLeft(input, other);
        if (other.ndim >= 3 && input.ndim <= 2)
        {
            if (input.ndim == 1) return TallLeft(other.transpose(-2, -1), input);
            CheckDepth(input, other, input.size(1), other.size(-2));
            return TallLeft(other.transpose(-2, -1), input.t()).transpose(-2, -1);
        }
        return Batched(input, other);
    }

    /// <summary>x @ weightᵀ + bias: what a linear layer computes. The input is [*, in], the weight [out, in] or [in].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html"/>
    [Operator("linear", Face = Face.Functional)]
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias = null)
    {
        bool rectify = false;
        return Linear(input, weight, bias, ref rectify);
    }

    /// <summary>The same. <paramref name="rectify"/> asks for a kernel that rectifies what it computes; afterwards it says whether there was one. The relu is not recorded.</summary>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias, ref bool rectify)
    {
        if (bias is not null && input.ndim == 2 && weight.ndim == 2) return AddedProducts.Addmm(bias, input, weight.t(), 1, 1, ref rectify);
        if (bias is not null && input.ndim >= 3 && weight.ndim == 2 && bias.ndim == 1 && input.is_contiguous())
        {
            long[] sizes = [.. input.Layout.Sizes[..^1], weight.size(0)];
            return AddedProducts.Addmm(bias, input.view(-1, input.size(-1)), weight.t(), 1, 1, ref rectify).view(sizes);
        }
        if (bias is null && input.ndim == 2 && weight.ndim == 2)
        {
            var turned = weight.t();
            CheckDepth(input, turned, input.size(1), turned.size(0));
            return Products.Mm(input, turned, ref rectify);
        }
        rectify = false;
        var result = weight.ndim == 1 ? Product(input, weight) : Product(input, weight.t());
        return bias is null ? result : result + bias;
    }

    /// <summary>Both sides' last dimension is summed over: [*, k] with [**, k] gives [*, **].</summary>
    /// <exception cref="ArgumentException">The last dimensions differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.inner.html"/>
    [Operator("inner")]
    public static Tensor Inner(Tensor input, Tensor other)
    {
        if (input.ndim == 0 || other.ndim == 0) return input * other;
        if (input.size(-1) != other.size(-1))
            throw new ArgumentException($"inner() the last dimension must match on both input tensors but got shapes {input.shape} and {other.shape}");
        return torch.tensordot(input, other, [-1], [-1]);
    }

    private static Tensor TallLeft(Tensor batch, Tensor matrix)
    {
        long[] leading = batch.Layout.Sizes[..^1];
        CheckDepth(batch, matrix, batch.size(-1), matrix.size(0));
        var rows = batch.reshape(leading.Aggregate(1L, (a, b) => a * b), batch.size(-1));
        if (matrix.ndim == 1) return rows.mv(matrix).view(leading);
        return rows.mm(matrix).view([.. leading, matrix.size(1)]);
    }

    private static Tensor Batched(Tensor input, Tensor other)
    {
        CheckDepth(input, other, input.size(-1), other.size(-2));
        long[] leading = Broadcasting.Result(Layout.Contiguous(input.Layout.Sizes[..^2]), Layout.Contiguous(other.Layout.Sizes[..^2])).Sizes;
        long count = leading.Aggregate(1L, (a, b) => a * b), m = input.size(-2), k = input.size(-1), n = other.size(-1);
        return Flat(input, leading, count, m, k).bmm(Flat(other, leading, count, k, n)).view([.. leading, m, n]);
    }

    // A batch of matrices in one dimension. Where that takes a copy, columns that lie together stay so: products read any strides, and turning is slow.
    private static Tensor Flat(Tensor matrices, long[] leading, long count, long rows, long columns)
    {
        if (matrices.stride(-2) == 1 && matrices.stride(-1) != 1) return Flat(matrices.transpose(-2, -1), leading, count, columns, rows).transpose(1, 2);
        return matrices.expand([.. leading, rows, columns]).reshape(count, rows, columns);
    }

    private static void CheckDepth(Tensor a, Tensor b, long left, long right)
    {
        if (left != right)
            throw new ArgumentException($"matmul: inner dimensions differ, {Shape(a)} @ {Shape(b)}: mat1 and mat2 shapes cannot be multiplied ({Rows(a)}x{left} and {right}x{(b.ndim == 1 ? 1 : b.size(-1))})");
    }

    private static long Rows(Tensor tensor) => tensor.size(-1) == 0 ? 0 : tensor.numel() / tensor.size(-1);

    private static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";
}
