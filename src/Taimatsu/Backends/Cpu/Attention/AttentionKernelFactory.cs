using System.Numerics;
using System.Runtime.Intrinsics;

namespace Taimatsu.Backends.Cpu;

/// <summary>Makes the kernel tables of attention. The JIT compiles a kernel when it is first called.</summary>
internal static unsafe class AttentionKernelFactory
{
    // Two vectors a row, two of the right operand and one of the left: what 16 and 32 registers hold.
    private const int RowsOf16Registers = 6, RowsOf32Registers = 12;

    public static AttentionKernels<float> ForSingle(SimdLevel level) => level switch
    {
        SimdLevel.Avx512 => Create<Avx512Single, Vector512<float>, V512<float>, float>(RowsOf32Registers),
        SimdLevel.Avx2 => Create<Avx2Single, Vector256<float>, V256<float>, float>(RowsOf16Registers),
        SimdLevel.Neon => Create<NeonSingle, Vector128<float>, V128<float>, float>(RowsOf32Registers),
        _ => Create<PortableOps<float>, Vector<float>, V128<float>, float>(RowsOf16Registers),
    };

    public static AttentionKernels<double> ForDouble(SimdLevel level) => level switch
    {
        SimdLevel.Avx512 => Create<Avx512Double, Vector512<double>, V512<double>, double>(RowsOf32Registers),
        SimdLevel.Avx2 => Create<Avx2Double, Vector256<double>, V256<double>, double>(RowsOf16Registers),
        SimdLevel.Neon => Create<NeonDouble, Vector128<double>, V128<double>, double>(RowsOf32Registers),
        _ => Create<PortableOps<double>, Vector<double>, V128<double>, double>(RowsOf16Registers),
    };

    private static AttentionKernels<T> Create<TOps, V, W, T>(int maxRows)
        where TOps : IVectorOps<V, T>
        where V : struct
        where W : struct, ISimd<W, T>
        where T : unmanaged, INumber<T>
    {
        nint[] products =
        [
            Of<TOps, V, T, C1, C1>(), Of<TOps, V, T, C1, C2>(),
            Of<TOps, V, T, C2, C1>(), Of<TOps, V, T, C2, C2>(),
            Of<TOps, V, T, C3, C1>(), Of<TOps, V, T, C3, C2>(),
            Of<TOps, V, T, C4, C1>(), Of<TOps, V, T, C4, C2>(),
            Of<TOps, V, T, C5, C1>(), Of<TOps, V, T, C5, C2>(),
            Of<TOps, V, T, C6, C1>(), Of<TOps, V, T, C6, C2>(),
            Of<TOps, V, T, C7, C1>(), Of<TOps, V, T, C7, C2>(),
            Of<TOps, V, T, C8, C1>(), Of<TOps, V, T, C8, C2>(),
            Of<TOps, V, T, C9, C1>(), Of<TOps, V, T, C9, C2>(),
            Of<TOps, V, T, C10, C1>(), Of<TOps, V, T, C10, C2>(),
            Of<TOps, V, T, C11, C1>(), Of<TOps, V, T, C11, C2>(),
            Of<TOps, V, T, C12, C1>(), Of<TOps, V, T, C12, C2>(),
        ];
        return new(maxRows, TOps.Count, products,
            (nint)(delegate*<T*, long, long, T*, T*, T*, bool, void>)&AttentionColumns<W, T>.Softmax,
            (nint)(delegate*<T*, long, long, long, T*, long, long, void>)&AttentionColumns<W, T>.AddMask,
            (nint)(delegate*<T*, T*, T*, long, long, T*, T*, T, void>)&AttentionColumns<W, T>.Gradient,
            (nint)(delegate*<T*, T*, long, T, void>)&AttentionColumns<W, T>.Scale,
            (nint)(delegate*<T*, T*, long, void>)&AttentionColumns<W, T>.Multiply,
            (nint)(delegate*<T*, T*, long, void>)&AttentionColumns<W, T>.Add,
            (nint)(delegate*<T*, T*, long, T>)&AttentionColumns<W, T>.Dot);
    }

    private static nint Of<TOps, V, T, TRows, TVectors>()
        where TOps : IVectorOps<V, T>
        where V : struct
        where T : unmanaged
        where TRows : struct, IConstant
        where TVectors : struct, IConstant =>
        (nint)(delegate*<long, T*, nint, nint, T*, nint, T*, nint, bool, void>)&StridedKernel<TOps, V, T>.Run<TRows, TVectors>;
}
