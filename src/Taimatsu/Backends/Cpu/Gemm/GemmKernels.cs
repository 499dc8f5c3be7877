namespace Taimatsu.Backends.Cpu;

/// <summary>The matrix kernels for one element type on one instruction level, as function pointers, with the sizes they work in.</summary>
internal sealed unsafe class GemmKernels<T>
    where T : unmanaged
{
    /// <summary>The kernels for the level of this process.</summary>
    public static readonly GemmKernels<T> Best = For(InstructionSet.Level);

    private readonly nint[] micro;
    private readonly nint[] dot;
    private readonly nint[] small;

    /// <summary>Collects the kernels; see <see cref="GemmKernelFactory"/>.</summary>
    internal GemmKernels(SimdLevel level, int maxRows, int lanes, nint[] micro, nint[] dot, nint[] small, nint wideRow, nint narrowRow, nint partialRow, nint addRows)
    {
        Level = level;
        MaxRows = maxRows;
        Lanes = lanes;
        this.micro = micro;
        this.dot = dot;
        this.small = small;
        WideRow = (delegate*<long, T*, long, T*, long, T*, void>)wideRow;
        NarrowRow = (delegate*<long, T*, long, T*, long, T*, void>)narrowRow;
        AddRows = (delegate*<long, T*, long, T*, long, T*, void>)addRows;
        PartialRow = (delegate*<long, T*, long, T*, long, T*, int, void>)partialRow;
    }

    /// <summary>The instruction level the kernels are written for.</summary>
    public SimdLevel Level { get; }

    /// <summary>The rows of the tallest tile.</summary>
    public int MaxRows { get; }

    /// <summary>Elements in a vector.</summary>
    public int Lanes { get; }

    /// <summary>The rows of a tile of dot products: four by four need 21 registers.</summary>
    public int DotRows => MaxRows > 6 ? 4 : 2;

    /// <summary>The columns of a full tile: two vectors.</summary>
    public int Width => 2 * Lanes;

    /// <summary>
    /// The depth that is walked before a tile goes back to memory. Longer than what keeps a right panel in the first-level cache: kernels read little enough to
    /// live off the second level, and fewer trips of C gained more (7 % on double at 1024).
    /// </summary>
    public const int DepthBlock = 512;

    /// <summary><see cref="RowKernel{TOps, V, T}"/> over its most vectors.</summary>
    public readonly delegate*<long, T*, long, T*, long, T*, void> WideRow;

    /// <summary><see cref="RowKernel{TOps, V, T}"/> over one vector.</summary>
    public readonly delegate*<long, T*, long, T*, long, T*, void> NarrowRow;

    /// <summary><see cref="RowKernel{TOps, V, T}"/> over less than a vector.</summary>
    public readonly delegate*<long, T*, long, T*, long, T*, int, void> PartialRow;

    /// <summary><see cref="RowKernel{TOps, V, T}"/> down the columns of eight rows.</summary>
    public readonly delegate*<long, T*, long, T*, long, T*, void> AddRows;

    /// <summary>The <see cref="MicroKernel{TOps, V, T}"/> for a tile of this many rows and one or two vectors.</summary>
    public delegate*<long, T*, long, T*, long, T*, long, bool, void> Micro(int rows, int vectors) =>
        (delegate*<long, T*, long, T*, long, T*, long, bool, void>)micro[2 * rows + vectors];

    /// <summary>The <see cref="DotKernel{TOps, V, T}"/> for a tile of up to four rows and columns.</summary>
    public delegate*<long, T*, long, T*, long, T*, long, void> Dot(int rows, int columns) =>
        (delegate*<long, T*, long, T*, long, T*, long, void>)dot[4 * (rows - 1) + columns - 1];

    /// <summary>The <see cref="SmallKernel{TOps, V, T}"/> for a tile of up to eight rows, over a whole vector or a part of one.</summary>
    public delegate*<long, T*, long, long, T*, long, T*, T*, long, int, void> Small(int rows, bool part) =>
        (delegate*<long, T*, long, long, T*, long, T*, T*, long, int, void>)small[2 * (rows - 1) + (part ? 1 : 0)];

    /// <summary>The kernels for a level that this processor supports. Integers know the portable level alone.</summary>
    public static GemmKernels<T> For(SimdLevel level)
    {
        if (typeof(T) == typeof(float)) return (GemmKernels<T>)(object)GemmKernelFactory.ForSingle(level);
        if (typeof(T) == typeof(double)) return (GemmKernels<T>)(object)GemmKernelFactory.ForDouble(level);
        return GemmKernelFactory.Create<PortableOps<T>, System.Numerics.Vector<T>, T>(SimdLevel.Portable, GemmKernelFactory.RowsOf16Registers);
    }
}

/// <summary>Makes the kernel tables. The JIT compiles a kernel when it is first called.</summary>
internal static unsafe class GemmKernelFactory
{
    /// <summary>Rows of a tile two vectors wide that sixteen registers hold, with one for the left and two for the right operand.</summary>
    public const int RowsOf16Registers = 6;

    private const int RowsOf32Registers = 14;

    public static GemmKernels<float> ForSingle(SimdLevel level) => level switch
    {
        SimdLevel.Avx512 => Create<Avx512Single, System.Runtime.Intrinsics.Vector512<float>, float>(level, RowsOf32Registers),
        SimdLevel.Avx2 => Create<Avx2Single, System.Runtime.Intrinsics.Vector256<float>, float>(level, RowsOf16Registers),
        SimdLevel.Neon => Create<NeonSingle, System.Runtime.Intrinsics.Vector128<float>, float>(level, RowsOf32Registers),
        _ => Create<PortableOps<float>, System.Numerics.Vector<float>, float>(level, RowsOf16Registers),
    };

    public static GemmKernels<double> ForDouble(SimdLevel level) => level switch
    {
        SimdLevel.Avx512 => Create<Avx512Double, System.Runtime.Intrinsics.Vector512<double>, double>(level, RowsOf32Registers),
        SimdLevel.Avx2 => Create<Avx2Double, System.Runtime.Intrinsics.Vector256<double>, double>(level, RowsOf16Registers),
        SimdLevel.Neon => Create<NeonDouble, System.Runtime.Intrinsics.Vector128<double>, double>(level, RowsOf32Registers),
        _ => Create<PortableOps<double>, System.Numerics.Vector<double>, double>(level, RowsOf16Registers),
    };

    public static GemmKernels<T> Create<TOps, V, T>(SimdLevel level, int maxRows)
        where TOps : IVectorOps<V, T>
        where V : struct
        where T : unmanaged
    {
        nint[] micro =
        [
            0, 0, 0,
            Micro<TOps, V, T, C1, C1>(), Micro<TOps, V, T, C1, C2>(),
            Micro<TOps, V, T, C2, C1>(), Micro<TOps, V, T, C2, C2>(),
            Micro<TOps, V, T, C3, C1>(), Micro<TOps, V, T, C3, C2>(),
            Micro<TOps, V, T, C4, C1>(), Micro<TOps, V, T, C4, C2>(),
            Micro<TOps, V, T, C5, C1>(), Micro<TOps, V, T, C5, C2>(),
            Micro<TOps, V, T, C6, C1>(), Micro<TOps, V, T, C6, C2>(),
            Micro<TOps, V, T, C7, C1>(), Micro<TOps, V, T, C7, C2>(),
            Micro<TOps, V, T, C8, C1>(), Micro<TOps, V, T, C8, C2>(),
            Micro<TOps, V, T, C9, C1>(), Micro<TOps, V, T, C9, C2>(),
            Micro<TOps, V, T, C10, C1>(), Micro<TOps, V, T, C10, C2>(),
            Micro<TOps, V, T, C11, C1>(), Micro<TOps, V, T, C11, C2>(),
            Micro<TOps, V, T, C12, C1>(), Micro<TOps, V, T, C12, C2>(),
            Micro<TOps, V, T, C13, C1>(), Micro<TOps, V, T, C13, C2>(),
            Micro<TOps, V, T, C14, C1>(), Micro<TOps, V, T, C14, C2>(),
        ];
        nint[] dot =
        [
            Dot<TOps, V, T, C1, C1>(), Dot<TOps, V, T, C1, C2>(), Dot<TOps, V, T, C1, C3>(), Dot<TOps, V, T, C1, C4>(),
            Dot<TOps, V, T, C2, C1>(), Dot<TOps, V, T, C2, C2>(), Dot<TOps, V, T, C2, C3>(), Dot<TOps, V, T, C2, C4>(),
            Dot<TOps, V, T, C3, C1>(), Dot<TOps, V, T, C3, C2>(), Dot<TOps, V, T, C3, C3>(), Dot<TOps, V, T, C3, C4>(),
            Dot<TOps, V, T, C4, C1>(), Dot<TOps, V, T, C4, C2>(), Dot<TOps, V, T, C4, C3>(), Dot<TOps, V, T, C4, C4>(),
        ];
        nint[] small =
        [
            Small<TOps, V, T, C1, C1>(), Small<TOps, V, T, C1, C2>(),
            Small<TOps, V, T, C2, C1>(), Small<TOps, V, T, C2, C2>(),
            Small<TOps, V, T, C3, C1>(), Small<TOps, V, T, C3, C2>(),
            Small<TOps, V, T, C4, C1>(), Small<TOps, V, T, C4, C2>(),
            Small<TOps, V, T, C5, C1>(), Small<TOps, V, T, C5, C2>(),
            Small<TOps, V, T, C6, C1>(), Small<TOps, V, T, C6, C2>(),
            Small<TOps, V, T, C7, C1>(), Small<TOps, V, T, C7, C2>(),
            Small<TOps, V, T, C8, C1>(), Small<TOps, V, T, C8, C2>(),
        ];
        return new GemmKernels<T>(level, maxRows, TOps.Count, micro, dot, small, Row<TOps, V, T, C8>(), Row<TOps, V, T, C1>(),
            (nint)(delegate*<long, T*, long, T*, long, T*, int, void>)&RowKernel<TOps, V, T>.RunPartial,
            (nint)(delegate*<long, T*, long, T*, long, T*, void>)&RowKernel<TOps, V, T>.AddRows);
    }

    private static nint Micro<TOps, V, T, TRows, TVectors>()
        where TOps : IVectorOps<V, T>
        where V : struct
        where T : unmanaged
        where TRows : struct, IConstant
        where TVectors : struct, IConstant =>
        (nint)(delegate*<long, T*, long, T*, long, T*, long, bool, void>)&MicroKernel<TOps, V, T>.Run<TRows, TVectors>;

    private static nint Dot<TOps, V, T, TRows, TColumns>()
        where TOps : IVectorOps<V, T>
        where V : struct
        where T : unmanaged
        where TRows : struct, IConstant
        where TColumns : struct, IConstant =>
        (nint)(delegate*<long, T*, long, T*, long, T*, long, void>)&DotKernel<TOps, V, T>.Run<TRows, TColumns>;

    private static nint Small<TOps, V, T, TRows, TPart>()
        where TOps : IVectorOps<V, T>
        where V : struct
        where T : unmanaged
        where TRows : struct, IConstant
        where TPart : struct, IConstant =>
        (nint)(delegate*<long, T*, long, long, T*, long, T*, T*, long, int, void>)&SmallKernel<TOps, V, T>.Run<TRows, TPart>;

    private static nint Row<TOps, V, T, TVectors>()
        where TOps : IVectorOps<V, T>
        where V : struct
        where T : unmanaged
        where TVectors : struct, IConstant =>
        (nint)(delegate*<long, T*, long, T*, long, T*, void>)&RowKernel<TOps, V, T>.Run<TVectors>;
}
