namespace Taimatsu.Operators;

/// <summary>Planes turned.</summary>
internal static class Turning
{
    /// <summary>The plane of two dimensions turned by quarters, from the first towards the second; a copy.</summary>
    /// <exception cref="ArgumentException">There are not two different dimensions.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.rot90.html"/>
    [Operator("rot90")]
    public static Tensor Rot90(Tensor input, long k = 1, long[]? dims = null)
    {
        if (dims is not (null or [_, _])) throw new ArgumentException($"expected total rotation dims == 2, but got dims = {dims.Length}");
        var (first, second) = dims is null ? (0, 1) : (dims[0], dims[1]);
        if (input.ndim < 2) throw new ArgumentException($"expected total dims >= 2, but got total dims = {input.ndim}");
        int a = input.WrapDimension(first), b = input.WrapDimension(second);
        if (a == b) throw new ArgumentException($"expected rotation dims to be different, but got dim0 = {first} and dim1 = {second}");
        return (((k % 4) + 4) % 4) switch
        {
            1 => input.flip(b).transpose(a, b),
            2 => input.flip(a, b),
            3 => input.flip(a).transpose(a, b),
            _ => input.clone(),
        };
    }
}
