using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Taimatsu.Tests.Operators;
using Xunit;
using Xunit.Sdk;

namespace Taimatsu.Gpu.Check;

/// <summary>Runs the tests that concern GPUs, from the test assembly that this program carries: every operator's row, kernels of their own, memory, random numbers, training.</summary>
internal static class Suite
{
    private const string RowsMethod = nameof(OperatorTests.Agrees_with_its_reference_on_a_gpu);

    // One of each kind of kernel.
    private static readonly string[] s_smokeRows = ["add", "exp", "sum", "matmul", "sort", "softmax", "conv2d", "gather"];

    public static void Run(Options options, Verdicts verdicts)
    {
        int passed = 0, failed = 0, skipped = 0;
        var watch = Stopwatch.StartNew();
        foreach (var (name, run, skip) in Cases(options.Smoke))
        {
            if (!options.Wants(name)) continue;
            if (skip is not null)
            {
                skipped++;
                Console.WriteLine($"skipped {name}: {skip}");
                continue;
            }
            try
            {
                run();
                passed++;
            }
            catch (Exception error)
            {
                failed++;
                while (error is TargetInvocationException { InnerException: { } inner }) error = inner;
                Console.WriteLine($"FAILED {name}: {error.GetType().Name}: {error.Message}");
            }
        }
        string text = string.Create(CultureInfo.InvariantCulture, $"tests: {passed} passed, {failed} failed, {skipped} skipped in {watch.Elapsed.TotalSeconds:F0} s");
        Console.WriteLine(text);
        verdicts.Add(failed == 0 && passed > 0, text);
    }

    private static IEnumerable<(string Name, Action Run, string? Skip)> Cases(bool smoke)
    {
        var types = typeof(OperatorTests).Assembly.GetTypes().Where(t => t is { IsPublic: true, IsAbstract: false });
        foreach (var type in types.Where(t => t.Namespace == "Taimatsu.Tests.Gpu" || t == typeof(OperatorTests)).OrderBy(t => t.Name, StringComparer.Ordinal))
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            {
                if (method.GetCustomAttribute<FactAttribute>() is not { } fact || (type == typeof(OperatorTests) && method.Name != RowsMethod)) continue;
                if (method.GetCustomAttributes<DataAttribute>().ToArray() is not { Length: > 0 } sources)
                {
                    if (!smoke || type.Name == "DeviceTests") yield return ($"{type.Name}.{method.Name}", () => Invoke(type, method, []), fact.Skip);
                    continue;
                }
                foreach (object[] data in sources.SelectMany(s => s.GetData(method)))
                {
                    string name = $"{type.Name}.{method.Name}({string.Join(", ", data)})";
                    if (!smoke || (type == typeof(OperatorTests) && s_smokeRows.Contains(data[0]))) yield return (name, () => Invoke(type, method, data), fact.Skip);
                }
            }
    }

    private static void Invoke(Type type, MethodInfo method, object?[] data)
    {
        var parameters = method.GetParameters();
        for (int i = 0; i < data.Length; i++)
            if (data[i] is IConvertible and not Enum && parameters[i].ParameterType != data[i]!.GetType() && parameters[i].ParameterType.IsPrimitive)
                data[i] = Convert.ChangeType(data[i], parameters[i].ParameterType, CultureInfo.InvariantCulture);
        object instance = Activator.CreateInstance(type)!;
        try
        {
            if (method.Invoke(instance, data) is Task task) task.GetAwaiter().GetResult();
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }
}
