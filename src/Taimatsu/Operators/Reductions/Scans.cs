using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>Running sums, products and extremes along a dimension.</summary>
internal static class Scans
{
    /// <summary>Running sums along a dimension; integers and bool are summed as int64.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html"/>
    [Operator("cumsum")]
    public static Tensor Cumsum(Tensor input, long dim, ScalarType? dtype = null)
    {
        input = Typed(input, dtype);
        int dimension = input.WrapDimension(dim);
        var result = Run(ScanKind.Sum, input, dimension, false);
        return Records(input) ? result.SetGradFn(new CumsumBackward0(input, dimension, false)) : result;
    }

    /// <summary>Running products along a dimension; integers and bool are multiplied as int64.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cumprod.html"/>
    [Operator("cumprod")]
    public static Tensor Cumprod(Tensor input, long dim, ScalarType? dtype = null)
    {
        input = Typed(input, dtype);
        int dimension = input.WrapDimension(dim);
        var result = Run(ScanKind.Product, input, dimension, false);
        return Records(input) ? result.SetGradFn(new CumprodBackward0(input, result, dimension, false)) : result;
    }

    /// <summary>Running logarithms of sums of exponentials along a dimension.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.logcumsumexp.html"/>
    [Operator("logcumsumexp")]
    public static Tensor Logcumsumexp(Tensor input, long dim)
    {
        if (!input.is_floating_point()) throw new InvalidOperationException($"\"logcumsumexp\" not implemented for '{input.dtype.LegacyName()}'");
        int dimension = input.WrapDimension(dim);
        return LogSumExpAlong(input, dimension, false);
    }

    private static Tensor LogSumExpAlong(Tensor input, int dim, bool reverse)
    {
        var result = Run(ScanKind.LogSumExp, input, dim, reverse);
        return Records(input) ? result.SetGradFn(new LogcumsumexpBackward0(input, result, dim, reverse)) : result;
    }

    /// <summary>Running maxima along a dimension and their positions.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cummax.html"/>
    [Operator("cummax")]
    public static ValuesIndices Cummax(Tensor input, long dim) => Extreme(ScanKind.Maximum, "cummax", "CummaxBackward0", input, dim);

    /// <summary>Running minima along a dimension and their positions.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.cummin.html"/>
    [Operator("cummin")]
    public static ValuesIndices Cummin(Tensor input, long dim) => Extreme(ScanKind.Minimum, "cummin", "CumminBackward0", input, dim);

    /// <summary>Running sums from the end.</summary>
    public static Tensor ReverseCumsum(Tensor input, int dim)
    {
        var result = Run(ScanKind.Sum, input, dim, true);
        return Records(input) ? result.SetGradFn(new CumsumBackward0(input, dim, true)) : result;
    }

    /// <summary>Running products from the end.</summary>
    public static Tensor ReverseCumprod(Tensor input, int dim)
    {
        var result = Run(ScanKind.Product, input, dim, true);
        return Records(input) ? result.SetGradFn(new CumprodBackward0(input, result, dim, true)) : result;
    }

    private static Tensor Typed(Tensor input, ScalarType? dtype)
    {
        var type = dtype ?? (input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Int64);
        return input.dtype == type ? input : input.to(type);
    }

    private static bool Records(Tensor input) => GradMode.IsEnabled && input.requires_grad;

    private static Tensor Run(ScanKind kind, Tensor input, int dim, bool reverse)
    {
        var result = Tensor.Empty(Layout.Contiguous(input.Layout.Sizes), input.dtype, input.device);
        result.Backend.Scan(kind, result.Operand, default, input.Operand, dim, reverse);
        return result;
    }

    private static ValuesIndices Extreme(ScanKind kind, string name, string node, Tensor input, long dim)
    {
        int dimension = input.WrapDimension(dim);
        var values = Tensor.Empty(Layout.Contiguous(input.Layout.Sizes), input.dtype, input.device);
        var indices = Tensor.Empty(values.Layout, ScalarType.Int64, input.device);
        values.Backend.Scan(kind, values.Operand, indices.Operand, input.Operand, dimension, false);
        if (Records(input)) values.SetGradFn(new ExtremeNode(node, input, indices, dimension));
        return new ValuesIndices(name, values, indices);
    }

    private sealed class CumsumBackward0(Tensor input, int dim, bool reversed) : Node(input)
    {
        protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = reversed ? Cumsum(grad, dim) : ReverseCumsum(grad, dim);
    }

    private sealed class CumprodBackward0 : Node
    {
        private readonly int _dim;
        private readonly bool _reversed;

        public CumprodBackward0(Tensor input, Tensor result, int dim, bool reversed) : base(input)
        {
            (_dim, _reversed) = (dim, reversed);
            Save(input);
            Save(result);
        }

        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            Tensor input = Saved(0), result = Saved(1);
            if (input.all().item<bool>())
            {
                var weighted = grad * result;
                inputs[0] = (_reversed ? Cumsum(weighted, _dim) : ReverseCumsum(weighted, _dim)) / input;
                return;
            }
            if (input.ndim == 0)
            {
                inputs[0] = grad;
                return;
            }
            // With zeros: row i of a square is the line with element i replaced by one. The gradient of element i is the sum, over the results it
            // takes part in, of the row's running products times the results' gradients.
            long n = input.Layout.Sizes[_dim];
            Tensor one = Square(n, (i, j) => i == j, input), takesPart = Square(n, (i, k) => _reversed ? k <= i : k >= i, input);
            var square = input.transpose(_dim, -1).unsqueeze(-2) * (1 - one) + one;
            var products = _reversed ? ReverseCumprod(square, (int)square.ndim - 1) : Cumprod(square, -1);
            inputs[0] = (products * grad.transpose(_dim, -1).unsqueeze(-2) * takesPart).sum(-1).transpose(_dim, -1);
        }

        private static Tensor Square(long n, Func<long, long, bool> where, Tensor like)
        {
            var values = new double[n * n];
            for (long i = 0; i < n; i++)
                for (long j = 0; j < n; j++) values[i * n + j] = where(i, j) ? 1 : 0;
            return torch.tensor(values).reshape(n, n).to(like.dtype, like.device);
        }
    }

    private sealed class LogcumsumexpBackward0 : Node
    {
        private readonly int _dim;
        private readonly bool _reversed;

        public LogcumsumexpBackward0(Tensor input, Tensor result, int dim, bool reversed) : base(input)
        {
            (_dim, _reversed) = (dim, reversed);
            Save(input);
            Save(result);
        }

        // exp(x) times the running sum, the other way, of grad · exp(−result): in logarithms, so that nothing overflows, apart for each sign.
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            inputs[0] = Part(grad, grad.detach() > 0) - Part(-grad, grad.detach() < 0);
        }

        private Tensor Part(Tensor grad, Tensor which)
        {
            Tensor input = Saved(0), result = Saved(1);
            var sums = LogSumExpAlong(torch.where(which, torch.where(which, grad, 1.0).log() - result, double.NegativeInfinity), _dim, !_reversed);
            return (sums + input).exp();
        }
    }

    private sealed class ExtremeNode : Node
    {
        private readonly string _name;
        private readonly int _dim;

        public ExtremeNode(string name, Tensor input, Tensor indices, int dim) : base(input)
        {
            (_name, _dim) = (name, dim);
            Save(indices);
        }

        public override string Name => _name;

        // Row k of a square marks the position that result k came from.
        protected override void Backward(Tensor grad, GradientSink inputs)
        {
            var indices = Saved(0);
            if (indices.ndim == 0)
            {
                inputs[0] = grad;
                return;
            }
            var rows = indices.transpose(_dim, -1).unsqueeze(-1);
            var mask = PositionMask.Of(rows, (int)rows.ndim - 1, indices.Layout.Sizes[_dim], grad.dtype);
            inputs[0] = (grad.transpose(_dim, -1).unsqueeze(-1) * mask).sum(-2).transpose(_dim, -1);
        }
    }
}
