namespace Taimatsu.Gpu;

/// <summary>How elements that kernels compute with as <typeparamref name="T"/> lie in memory as <typeparamref name="TStored"/>.</summary>
internal interface IStored<TStored, T> where TStored : unmanaged where T : unmanaged
{
    static abstract T Read(TStored value);
    static abstract TStored Write(T value);
}

/// <summary>As they are.</summary>
internal readonly struct AsIs<T> : IStored<T, T> where T : unmanaged
{
    public static T Read(T value) => value;
    public static T Write(T value) => value;
}

/// <summary>Float32 kept as float16.</summary>
internal readonly struct InHalf : IStored<ushort, float>
{
    public static float Read(ushort value) => Half16.Widen(value);
    public static ushort Write(float value) => Half16.Round(value);
}

/// <summary>Float32 kept as bfloat16.</summary>
internal readonly struct InBrain : IStored<ushort, float>
{
    public static float Read(ushort value) => Brain16.Widen(value);
    public static ushort Write(float value) => Brain16.Round(value);
}
