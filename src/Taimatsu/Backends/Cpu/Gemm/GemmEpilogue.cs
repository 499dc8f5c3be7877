namespace Taimatsu.Backends.Cpu;

/// <summary>What is done to the finished elements of a matrix product while they are at hand.</summary>
internal enum GemmActivation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>max(x, 0), which keeps NaN.</summary>
    Relu,
}

/// <summary>Bias and activation fused into a matrix product: C = activation(alpha A B + beta C + rowBias[i] + columnBias[j]). The default does nothing.</summary>
internal unsafe struct GemmEpilogue<T>
    where T : unmanaged
{
    /// <summary>One contiguous element for each row of C, or null.</summary>
    public T* RowBias;

    /// <summary>One contiguous element for each column of C, or null.</summary>
    public T* ColumnBias;

    /// <summary>Applied last.</summary>
    public GemmActivation Activation;

    /// <summary>Whether there is nothing to do.</summary>
    public readonly bool IsEmpty => RowBias == null && ColumnBias == null && Activation == GemmActivation.None;
}
