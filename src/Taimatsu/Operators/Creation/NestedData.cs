using System.Collections;

namespace Taimatsu.Operators;

/// <summary>Tensors of rectangular arrays and of lists within lists.</summary>
internal static class NestedData
{
    /// <summary>A copy of a rectangular array of any rank.</summary>
    public static Tensor Copy<T>(Array data, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        var values = new T[data.Length];
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(data)), data.Length).CopyTo(values);
        return FromData.Copy<T>(values, Lengths(data), dtype, device, requires_grad);
    }

    /// <summary>The lengths of a rectangular array.</summary>
    public static long[] Lengths(Array array) => [.. Enumerable.Range(0, array.Rank).Select(d => array.GetLongLength(d))];

    /// <summary>A copy of lists within lists of one depth and equal lengths; the innermost hold numbers of one .NET type.</summary>
    /// <exception cref="ArgumentException">The lists are ragged, empty of type, or hold something that is no number.</exception>
    public static Tensor Copy(IList data, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var sizes = new List<long>();
        object? item = data;
        while (item is IList list)
        {
            sizes.Add(list.Count);
            item = list.Count > 0 ? list[0] : null;
        }
        var values = new List<object>();
        Collect(data, 0, sizes, values);
        Tensor result = item switch
        {
            null => FromData.Copy<float>([], [.. sizes], torch.get_default_dtype(), null, false),
            float => Of<float>(values, sizes),
            double => Of<double>(values, sizes),
            long => Of<long>(values, sizes),
            int => Of<int>(values, sizes),
            short => Of<short>(values, sizes),
            sbyte => Of<sbyte>(values, sizes),
            byte => Of<byte>(values, sizes),
            bool => Of<bool>(values, sizes),
            Half => Of<Half>(values, sizes),
            BFloat16 => Of<BFloat16>(values, sizes),
            Tensor => torch.stack([.. values.Cast<Tensor>()]).reshape([.. sizes, .. ((Tensor)values[0]).shape]),
            _ => throw new ArgumentException($"tensor: could not infer dtype of {item.GetType().Name}"),
        };
        if (dtype is not null || device is not null) result = result.to(dtype ?? result.dtype, device ?? Device.CPU);
        return requires_grad ? result.requires_grad_() : result;
    }

    private static Tensor Of<T>(List<object> values, List<long> sizes) where T : unmanaged
    {
        var array = new T[values.Count];
        for (int i = 0; i < array.Length; i++)
            array[i] = values[i] is T value ? value : throw new ArgumentException($"tensor: all numbers must be of one type, got {typeof(T).Name} and {values[i].GetType().Name}");
        return FromData.Copy<T>(array, [.. sizes], null, null, false);
    }

    private static void Collect(IList list, int depth, List<long> sizes, List<object> values)
    {
        if (list.Count != sizes[depth]) throw new ArgumentException($"expected sequence of length {sizes[depth]} at dim {depth} (got {list.Count})");
        foreach (object? item in list)
        {
            if (item is IList != (depth < sizes.Count - 1)) throw new ArgumentException($"tensor: lists must have one depth, but depth {depth + 1} mixes lists and numbers");
            if (item is IList deeper) Collect(deeper, depth + 1, sizes, values);
            else values.Add(item ?? throw new ArgumentException("tensor: a list holds null"));
        }
    }
}
