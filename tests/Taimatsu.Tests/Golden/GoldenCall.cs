using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Taimatsu.Tests.Golden;

/// <summary>Calls the public method that a case names, as a user who knows PyTorch would write it.</summary>
internal static class GoldenCall
{
    private static readonly Type[] Owners = [typeof(torch), typeof(torch.nn.functional), typeof(torch.special)];

    /// <summary>Names that libtorch and our face, which follows Python or TorchSharp, spell differently.</summary>
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["stride"] = "strides", ["lambd"] = "lambda", ["dim"] = "dims", ["self"] = "input", ["keepdim"] = "keep_dim", ["padding_idx"] = "padding_index", ["min_val"] = "min", ["max_val"] = "max",
        ["linalg_vector_norm"] = "vector_norm", ["linalg_multi_dot"] = "multi_dot", ["max_pool2d_with_indices"] = "max_pool2d_with_indices", ["expand_copy"] = "expand", ["view_copy"] = "view", ["constant_pad_nd"] = "pad",
    };

    private static readonly ILookup<string, MethodInfo> Functions = Owners.SelectMany(o => o.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(m => !m.ContainsGenericParameters).ToLookup(m => m.Name);

    private static readonly ILookup<string, MethodInfo> Methods = typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => !m.ContainsGenericParameters).ToLookup(m => m.Name);

    // Reflection cannot hand over spans; a delegate can.
    private delegate Tensor TakesSpan(Tensor input, ReadOnlySpan<long> numbers);

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Calls the method; null if there is none that takes these arguments.</summary>
    /// <param name="generator">What random operators draw from.</param>
    /// <param name="arguments">Every tensor of the arguments by its path, as it was given to the method.</param>
    /// <exception cref="Exception">Whatever the method throws.</exception>
    public static List<object?>? Invoke(GoldenCase golden, bool requiresGrad, Generator? generator, out Dictionary<string, Tensor> arguments)
    {
        arguments = [];
        var args = new List<object?>();
        for (int i = 0; i < golden.Args.Length; i++) args.Add(Materialize(golden.Args[i], $"{i}", golden, requiresGrad, arguments));
        var kwargs = new Dictionary<string, object?>();
        foreach (var (name, value) in golden.Kwargs)
            if (name != "cudnn_enabled") kwargs[name] = Materialize(value, name, golden, requiresGrad, arguments);

        string op = golden.Op;
        if (op == "getitem") return [((Tensor)args[0]!)[Indices((object?[])args[1]!)]];
        if (op.StartsWith("special_", StringComparison.Ordinal)) op = op["special_".Length..];
        op = op is "max" or "min" ? op : OtherNames.GetValueOrDefault(op, op);

        if (!TryCall(Functions[op], null, args, kwargs, generator, out object? result)
            && !(args.Count > 0 && args[0] is Tensor self && TryCall(Methods[op], self, args[1..], kwargs, generator, out result))) return null;
        var results = new List<object?>();
        Flatten(result, results);
        return results;
    }

    /// <summary>Calls the overload whose parameters are nearest to the arguments; false if none takes them.</summary>
    public static bool TryCall(IEnumerable<MethodInfo> overloads, object? self, List<object?> args, Dictionary<string, object?> kwargs, Generator? generator, out object? result)
    {
        (MethodInfo Method, object?[] Values, double Cost)? best = null;
        foreach (var method in overloads)
            if (Bind(method, args, kwargs, generator) is { } bound && (best is null || bound.Cost < best.Value.Cost)) best = (method, bound.Values, bound.Cost);
        result = null;
        if (best is not { } call) return false;
        try
        {
            result = call.Values is [Tensor input, long[] numbers] && call.Method.IsStatic && call.Method.GetParameters()[1].ParameterType == typeof(ReadOnlySpan<long>)
                ? call.Method.CreateDelegate<TakesSpan>()(input, numbers)
                : call.Method.Invoke(self, call.Values);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
        return true;
    }

    private static object? Materialize(object? value, string path, GoldenCase golden, bool requiresGrad, Dictionary<string, Tensor> arguments)
    {
        switch (value)
        {
            case GoldenTensor tensor:
                var made = tensor.ToTensor();
                if (golden.Strides.TryGetValue(path, out object? strides)) made = Strided(made, Array.ConvertAll((object?[])strides!, v => (long)v!));
                if (requiresGrad && golden.Grads.ContainsKey(path)) made.requires_grad_();
                arguments[path] = made;
                return made;
            case object?[] list: return list.Select((v, i) => Materialize(v, $"{path}.{i}", golden, requiresGrad, arguments)).ToArray();
            default: return value;
        }
    }

    private static Tensor Strided(Tensor values, long[] strides)
    {
        long[] shape = [.. values.shape.AsSpan()];
        long elements = 1 + shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum();
        return torch.zeros([elements], dtype: values.dtype).as_strided(shape, strides).copy_(values);
    }

    private static TensorIndex[] Indices(object?[] items) => Array.ConvertAll(items, item => item switch
    {
        Tensor tensor => TensorIndex.Tensor(tensor),
        long number => TensorIndex.Single(number),
        "None" => TensorIndex.None,
        "..." => TensorIndex.Ellipsis,
        string slice => Slice(slice.Split(':')),
        _ => throw new ArgumentException($"no index: {item}"),
    });

    private static TensorIndex Slice(string[] parts)
    {
        long? Part(int i) => i < parts.Length && parts[i].Length > 0 ? long.Parse(parts[i], CultureInfo.InvariantCulture) : null;
        return TensorIndex.Slice(Part(0), Part(1), Part(2));
    }

    private static (object?[] Values, double Cost)? Bind(MethodInfo method, List<object?> args, Dictionary<string, object?> kwargs, Generator? generator)
    {
        var parameters = method.GetParameters();
        if (parameters.Any(p => p.ParameterType.IsByRefLike) && !(method.IsStatic && method.ReturnType == typeof(Tensor) && parameters.Length == 2 && parameters[0].ParameterType == typeof(Tensor))) return null;
        if (args.Count > parameters.Length) return null;
        var values = new object?[parameters.Length];
        double cost = 0;
        int used = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            object? given;
            if (i < args.Count) given = args[i];
            else if (kwargs.TryGetValue(parameter.Name!, out given) || kwargs.FirstOrDefault(k => OtherNames.GetValueOrDefault(k.Key) == parameter.Name) is { Key: not null } other && (given = other.Value, true).Item2) used++;
            else if (parameter.HasDefaultValue)
            {
                values[i] = parameter.ParameterType == typeof(Generator) ? generator : parameter.DefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
                    ? RuntimeHelpers.GetUninitializedObject(parameter.ParameterType) : parameter.DefaultValue;
                cost += 0.01;
                continue;
            }
            else return null;
            if (Convert(given, parameter, out values[i]) is not { } step) return null;
            cost += step;
        }
        return used == kwargs.Count ? (values, cost) : null;
    }

    /// <summary>How far the parameter's type is from the value's; null if it takes no such value.</summary>
    private static double? Convert(object? value, ParameterInfo parameter, out object? converted)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        converted = value;
        switch (value)
        {
            case not null when type.IsInstanceOfType(value) && value is not (Tensor or string or object?[]): return 0;
            case null: return Nullable.GetUnderlyingType(parameter.ParameterType) is not null || (!parameter.ParameterType.IsValueType && Nullability.Create(parameter).WriteState != NullabilityState.NotNull) ? 0 : null;
            case Tensor: return type == typeof(Tensor) ? 0 : null;
            case bool flag:
                if (type == typeof(bool)) return 0;
                if (type != typeof(Scalar)) return null;
                converted = (Scalar)flag;
                return 1;
            case long number:
                if (type == typeof(long)) return 0;
                if (type == typeof(int)) { converted = (int)number; return 0.1; }
                if (type == typeof(Scalar)) { converted = (Scalar)number; return 0.2; }
                if (type == typeof(double)) { converted = (double)number; return 0.5; }
                if (type == typeof(float)) { converted = (float)number; return 0.6; }
                if (type == typeof(Size)) { converted = (Size)number; return 0.7; }
                if (type == typeof(IntPair)) { converted = (IntPair)number; return 0.7; }
                if (type == typeof(long[]) || type == typeof(ReadOnlySpan<long>)) { converted = new[] { number }; return 0.8; }
                return null;
            case double number:
                if (type == typeof(double)) return 0;
                if (type == typeof(float)) { converted = (float)number; return 0.1; }
                if (type == typeof(Scalar)) { converted = (Scalar)number; return 0.2; }
                return null;
            case string text:
                if (type == typeof(string)) return GoldenTensor.TypeOf(text) is null ? 0 : 0.5;
                if (type == typeof(ScalarType) && GoldenTensor.TypeOf(text) is { } dtype) { converted = dtype; return 0; }
                if (type.IsEnum && Enum.TryParse(type, text, ignoreCase: true, out object? named)) { converted = named; return 0.1; }
                return null;
            case object?[] list when list.All(v => v is long):
                long[] numbers = Array.ConvertAll(list, v => (long)v!);
                if (type == typeof(long[]) || type == typeof(ReadOnlySpan<long>)) { converted = numbers; return 0; }
                if (type == typeof(Size)) { converted = (Size)numbers; return 0; }
                if (type == typeof(IntPair)) { converted = (IntPair)numbers; return 0; }
                if (type == typeof(IEnumerable<int>)) { converted = Array.ConvertAll(numbers, n => (int)n); return 0; }
                if (type == typeof(int[])) { converted = Array.ConvertAll(numbers, n => (int)n); return 0; }
                return list.Length == 0 ? null : type == typeof(long) && list.Length == 1 ? (converted = numbers[0], 0.9).Item2 : null;
            case object?[] and [double first, double second] when type == typeof((double, double)):
                converted = (first, second);
                return 0;
            case object?[] list when type == typeof(double[]) && list.All(v => v is double):
                converted = Array.ConvertAll(list, v => (double)v!);
                return 0;
            case object?[] list when list.All(v => v is Tensor):
                converted = list.Cast<Tensor>().ToArray();
                return type.IsAssignableFrom(typeof(Tensor[])) ? 0 : null;
            default: return null;
        }
    }

    private static void Flatten(object? value, List<object?> into)
    {
        switch (value)
        {
            case Tensor or string or null: into.Add(value); break;
            case ValuesIndices pair: into.AddRange([pair.values, pair.indices]); break;
            case ITuple tuple: for (int i = 0; i < tuple.Length; i++) Flatten(tuple[i], into); break;
            case ScalarType type: into.Add(type.PyTorchName()[6..]); break;
            case IEnumerable items: foreach (object? item in items) Flatten(item, into); break;
            default: into.Add(value); break;
        }
    }
}
