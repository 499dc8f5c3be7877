using Taimatsu.Operators;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>The shape that all given shapes broadcast to.</summary>
    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.broadcast_shapes.html"/>
    public static Size broadcast_shapes(params IReadOnlyList<Size> shapes)
    {
        long[] result = new long[shapes.Count == 0 ? 0 : shapes.Max(s => s.Length)];
        Array.Fill(result, 1);
        foreach (var shape in shapes)
            for (int d = 1; d <= shape.Length; d++)
            {
                long length = shape[^d];
                if (length < 0) throw new ArgumentException($"Trying to create tensor with negative dimension ({length}): ({length})");
                if (length == 1 || length == result[^d]) continue;
                if (result[^d] != 1) throw new ArgumentException("Shape mismatch: objects cannot be broadcast to a single shape");
                result[^d] = length;
            }
        return new Size(result);
    }
}
