using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Taimatsu.Backends.Cpu;

/// <summary>4 floats with AdvSimd.</summary>
internal readonly unsafe struct NeonSingle : IVectorOps<Vector128<float>, float>
{
    public static int Count => 4;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    public static Vector128<float> Load(float* source) => AdvSimd.LoadVector128(source);

    public static Vector128<float> LoadPartial(float* source, int count)
    {
        Vector128<float> result = default;
        for (int i = 0; i < count; i++) result = result.WithElement(i, source[i]);
        return result;
    }

    public static void Store(float* destination, Vector128<float> value) => AdvSimd.Store(destination, value);

    public static void StorePartial(float* destination, Vector128<float> value, int count)
    {
        for (int i = 0; i < count; i++) destination[i] = value.GetElement(i);
    }

    public static Vector128<float> Broadcast(float* source) => AdvSimd.LoadAndReplicateToVector128(source);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => AdvSimd.FusedMultiplyAdd(c, a, b);

    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => AdvSimd.Add(a, b);

    public static void StoreSums(float* destination, Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        AdvSimd.Store(destination, AdvSimd.Arm64.AddPairwise(AdvSimd.Arm64.AddPairwise(a, b), AdvSimd.Arm64.AddPairwise(c, d)));
    }
}

/// <summary>2 doubles with AdvSimd.</summary>
internal readonly unsafe struct NeonDouble : IVectorOps<Vector128<double>, double>
{
    public static int Count => 2;

    public static Vector128<double> Zero => Vector128<double>.Zero;

    public static Vector128<double> Load(double* source) => AdvSimd.LoadVector128(source);

    public static Vector128<double> LoadPartial(double* source, int count)
    {
        Vector128<double> result = default;
        for (int i = 0; i < count; i++) result = result.WithElement(i, source[i]);
        return result;
    }

    public static void Store(double* destination, Vector128<double> value) => AdvSimd.Store(destination, value);

    public static void StorePartial(double* destination, Vector128<double> value, int count)
    {
        for (int i = 0; i < count; i++) destination[i] = value.GetElement(i);
    }

    public static Vector128<double> Broadcast(double* source) => AdvSimd.Arm64.LoadAndReplicateToVector128(source);

    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => AdvSimd.Arm64.FusedMultiplyAdd(c, a, b);

    public static Vector128<double> Add(Vector128<double> a, Vector128<double> b) => AdvSimd.Arm64.Add(a, b);

    public static void StoreSums(double* destination, Vector128<double> a, Vector128<double> b, Vector128<double> c, Vector128<double> d)
    {
        AdvSimd.Store(destination, AdvSimd.Arm64.AddPairwise(a, b));
        AdvSimd.Store(destination + 2, AdvSimd.Arm64.AddPairwise(c, d));
    }
}
