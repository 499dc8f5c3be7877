using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>8 floats with AVX2 and FMA.</summary>
internal readonly unsafe struct Avx2Single : IVectorOps<Vector256<float>, float>
{
    public static int Count => 8;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    public static Vector256<float> Load(float* source) => Avx.LoadVector256(source);

    public static Vector256<float> LoadPartial(float* source, int count) => Avx.MaskLoad(source, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle());

    public static void Store(float* destination, Vector256<float> value) => Avx.Store(destination, value);

    public static void StorePartial(float* destination, Vector256<float> value, int count) => Avx.MaskStore(destination, Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).AsSingle(), value);

    public static Vector256<float> Broadcast(float* source) => Avx.BroadcastScalarToVector256(source);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Fma.MultiplyAdd(a, b, c);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => Avx.Add(a, b);

    public static void StoreSums(float* destination, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        Vector128.Store(pairs.GetLower() + pairs.GetUpper(), destination);
    }
}

/// <summary>4 doubles with AVX2 and FMA.</summary>
internal readonly unsafe struct Avx2Double : IVectorOps<Vector256<double>, double>
{
    public static int Count => 4;

    public static Vector256<double> Zero => Vector256<double>.Zero;

    public static Vector256<double> Load(double* source) => Avx.LoadVector256(source);

    public static Vector256<double> LoadPartial(double* source, int count) => Avx.MaskLoad(source, Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble());

    public static void Store(double* destination, Vector256<double> value) => Avx.Store(destination, value);

    public static void StorePartial(double* destination, Vector256<double> value, int count) => Avx.MaskStore(destination, Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble(), value);

    public static Vector256<double> Broadcast(double* source) => Avx.BroadcastScalarToVector256(source);

    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Fma.MultiplyAdd(a, b, c);

    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => Avx.Add(a, b);

    public static void StoreSums(double* destination, Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d)
    {
        Vector256<double> ab = Avx.HorizontalAdd(a, b), cd = Avx.HorizontalAdd(c, d);
        Vector128.Store(ab.GetLower() + ab.GetUpper(), destination);
        Vector128.Store(cd.GetLower() + cd.GetUpper(), destination + 2);
    }
}
