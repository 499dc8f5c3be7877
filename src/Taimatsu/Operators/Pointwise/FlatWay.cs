using System.Runtime.CompilerServices;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>
/// Which calls of an operator may take the short way of small contiguous tensors (<see cref="BackendRegistry.TryFlat{TOp}(TOp, in Operand, in Operand)"/>): one element type throughout, so that nothing is
/// promoted, one shape, so that nothing is broadcast, in the processor's memory. All others take the ordinary way, which gives the same values.
/// </summary>
internal static class FlatWay<TOp> where TOp : struct, IPointwiseOp
{
    private const long Longest = 32768;

    private static readonly bool s_takesIntegers = TOp.Domain is Domain.Any or Domain.Number or Domain.Integral, s_takesFloats = TOp.Domain != Domain.Integral;

    // A check that needs the number as a tensor takes the ordinary way.
    private static readonly bool s_takesNumbers = default(TOp) is not IOperandCheck || default(TOp) is IOperandCheck { TakesNumbers: true };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(Tensor x)
        => ReferenceEquals(x.Storage.Device, Device.CPU) && x.Layout.IsContiguous && (ulong)(x.Layout.Count - 1) < Longest && !x.IsWrappedNumber && TakesType(x.dtype);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(Tensor x, Tensor y)
        => x.dtype == y.dtype && x.Layout.SameSizes(y.Layout) && y.Layout.IsContiguous && Takes(x) && ReferenceEquals(y.Storage.Device, Device.CPU) && !y.IsWrappedNumber;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(Tensor x, Scalar y)
        => Takes(x) && s_takesNumbers && !y.IsBool && (x.dtype != ScalarType.Int64 || !y.IsFloatingPoint);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TakesType(ScalarType type)
        => type is ScalarType.Float32 or ScalarType.Float64 ? s_takesFloats : type == ScalarType.Int64 && s_takesIntegers;
}
