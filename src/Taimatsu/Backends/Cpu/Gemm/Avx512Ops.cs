using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Taimatsu.Backends.Cpu;

/// <summary>16 floats with AVX-512.</summary>
internal readonly unsafe struct Avx512Single : IVectorOps<Vector512<float>, float>
{
    public static int Count => 16;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    public static Vector512<float> Load(float* source) => Avx512F.LoadVector512(source);

    public static Vector512<float> LoadPartial(float* source, int count) => Avx512F.MaskLoad(source, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle(), Vector512<float>.Zero);

    public static void Store(float* destination, Vector512<float> value) => Avx512F.Store(destination, value);

    public static void StorePartial(float* destination, Vector512<float> value, int count) => Avx512F.MaskStore(destination, Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).AsSingle(), value);

    public static Vector512<float> Broadcast(float* source) => Vector512.Create(*source);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Avx512F.FusedMultiplyAdd(a, b, c);

    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => Avx512F.Add(a, b);

    public static void StoreSums(float* destination, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector256<float> pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(Avx.Add(a.GetLower(), a.GetUpper()), Avx.Add(b.GetLower(), b.GetUpper())), Avx.HorizontalAdd(Avx.Add(c.GetLower(), c.GetUpper()), Avx.Add(d.GetLower(), d.GetUpper())));
        Vector128.Store(pairs.GetLower() + pairs.GetUpper(), destination);
    }
}

/// <summary>8 doubles with AVX-512.</summary>
internal readonly unsafe struct Avx512Double : IVectorOps<Vector512<double>, double>
{
    public static int Count => 8;

    public static Vector512<double> Zero => Vector512<double>.Zero;

    public static Vector512<double> Load(double* source) => Avx512F.LoadVector512(source);

    public static Vector512<double> LoadPartial(double* source, int count) => Avx512F.MaskLoad(source, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(), Vector512<double>.Zero);

    public static void Store(double* destination, Vector512<double> value) => Avx512F.Store(destination, value);

    public static void StorePartial(double* destination, Vector512<double> value, int count) => Avx512F.MaskStore(destination, Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble(), value);

    public static Vector512<double> Broadcast(double* source) => Vector512.Create(*source);

    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Avx512F.FusedMultiplyAdd(a, b, c);

    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => Avx512F.Add(a, b);

    public static void StoreSums(double* destination, Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d)
    {
        Vector256<double> ab = Avx.HorizontalAdd(Avx.Add(a.GetLower(), a.GetUpper()), Avx.Add(b.GetLower(), b.GetUpper())), cd = Avx.HorizontalAdd(Avx.Add(c.GetLower(), c.GetUpper()), Avx.Add(d.GetLower(), d.GetUpper()));
        Vector128.Store(ab.GetLower() + ab.GetUpper(), destination);
        Vector128.Store(cd.GetLower() + cd.GetUpper(), destination + 2);
    }
}
