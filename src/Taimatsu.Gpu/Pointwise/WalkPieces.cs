using ILGPU;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>
/// The launches that one <see cref="Walk"/> takes: one for up to six dimensions and two thousand million elements; more are cut along the outer dimensions.
/// </summary>
internal ref struct WalkPieces
{
    private readonly ref readonly TensorIterator _iterator;
    private readonly int _inner; // dimensions that one launch walks
    private readonly long _pieces;
    private long _piece;
    private Quad _offset;

    public WalkPieces(in TensorIterator iterator)
    {
        _iterator = ref iterator;
        _inner = Math.Min(iterator.Rank, Walk.MostDimensions);
        Count = 1;
        for (int d = 0; d < _inner; d++)
        {
            if (Count * iterator.Size(d) > int.MaxValue && d > 0)
            {
                _inner = d;
                break;
            }
            Count *= iterator.Size(d);
        }
        if (Count > int.MaxValue) throw new InvalidOperationException($"an operand of {iterator.Count} elements in one run; the device takes up to {int.MaxValue} at once");
        _pieces = Count == 0 ? 0 : iterator.Count / Count;
        _piece = -1;
    }

    /// <summary>The elements of one piece.</summary>
    public long Count { get; }

    public bool MoveNext()
    {
        if (++_piece >= _pieces) return false;
        _offset = default;
        long rest = _piece;
        for (int d = _inner; d < _iterator.Rank; d++)
        {
            long at = rest % _iterator.Size(d);
            rest /= _iterator.Size(d);
            _offset.Item0 += at * Stride(0, d);
            _offset.Item1 += at * Stride(1, d);
            _offset.Item2 += at * Stride(2, d);
            _offset.Item3 += at * Stride(3, d);
        }
        return true;
    }

    /// <summary>An operand's memory from this piece's first element on.</summary>
    public readonly ArrayView<byte> From(in Operand operand, int number)
    {
        var view = GpuBackend.Bytes(operand);
        long offset = number switch { 0 => _offset.Item0, 1 => _offset.Item1, 2 => _offset.Item2, _ => _offset.Item3 };
        return offset == 0 ? view : view.SubView(offset, view.Length - offset);
    }

    private readonly long Stride(int operand, int dimension) => operand < _iterator.OperandCount ? _iterator.Stride(operand, dimension) : 0;
}
