using System.Reflection;
using ILGPU.Frontend;
using ILGPU.Frontend.Intrinsic;
using Taimatsu.Backends;
using Taimatsu.Operators;

namespace Taimatsu.Gpu;

/// <summary>Puts <see cref="DeviceFunctions"/> in the place of .NET's functions wherever a kernel calls them.</summary>
internal static class FunctionMap
{
    private static readonly Lazy<bool> Done = new(Register);

    /// <summary>Call it before any kernel is compiled.</summary>
    public static void Ensure() => _ = Done.Value;

    private static bool Register()
    {
        Type[] one64 = [typeof(double)], two64 = [typeof(double), typeof(double)], one32 = [typeof(float)], two32 = [typeof(float), typeof(float)];
        foreach (string name in (string[])["Exp", "Log", "Log10", "Sin", "Cos", "Tan", "Atan", "Asin", "Acos", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Floor", "Round", "BitIncrement", "BitDecrement"])
            Map(typeof(Math), name, one64);
        foreach (string name in (string[])["Atan2", "Pow", "CopySign"]) Map(typeof(Math), name, two64);
        foreach (string name in (string[])["Log10", "Tan", "Atan", "Asin", "Acos", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Floor", "BitIncrement", "BitDecrement"]) Map(typeof(MathF), name, one32);
        foreach (string name in (string[])["Atan2", "Pow", "CopySign"]) Map(typeof(MathF), name, two32);
        Map(typeof(double), "LogP1", one64);
        Map(typeof(IScalarFunction2), "Invoke", two32);
        Map(typeof(IScalarFunction2), "Invoke", two64);
        Map(typeof(IScalarFunction2), "Invoke", [typeof(long), typeof(long)]);
        return true;
    }

    private static void Map(Type type, string name, Type[] parameters)
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.Static;
        var source = type.GetMethod(name, Any, parameters) ?? throw new InvalidOperationException($"there is no {type.Name}.{name}");
        var target = typeof(DeviceFunctions).GetMethod(name, Any, parameters) ?? throw new InvalidOperationException($"there is no DeviceFunctions.{name}");
        RemappedIntrinsics.AddRemapping(source, (ref InvocationContext context) => context.Method = target);
    }
}
