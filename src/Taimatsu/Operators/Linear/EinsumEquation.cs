namespace Taimatsu.Operators;

/// <summary>An einsum equation taken apart: for each operand, which letter each dimension is; and where each letter stands in the result.</summary>
internal sealed class EinsumEquation
{
    private const char FirstOfEllipsis = '\u0100'; // ellipsis dimensions become letters of their own, counted from the last
    private readonly string[] _operands;
    private readonly List<char> _letters; // the result's, then the summed ones

    private EinsumEquation(string[] operands, List<char> letters, int outputRank)
    {
        _operands = operands;
        _letters = letters;
        OutputRank = outputRank;
    }

    /// <summary>The number of different letters.</summary>
    public int Rank => _letters.Count;

    /// <summary>The number of letters that the result keeps.</summary>
    public int OutputRank { get; }

    public static EinsumEquation Parse(string equation, Tensor[] tensors)
    {
        string text = equation.Replace(" ", "", StringComparison.Ordinal);
        int arrow = text.IndexOf("->", StringComparison.Ordinal);
        string[] operands = (arrow < 0 ? text : text[..arrow]).Split(',');
        if (operands.Length != tensors.Length)
            throw new ArgumentException($"einsum(): {(operands.Length > tensors.Length ? "fewer" : "more")} operands were provided than specified in the equation '{equation}'");
        int longest = 0;
        for (int i = 0; i < operands.Length; i++) longest = Math.Max(longest, EllipsisRank(operands[i], tensors[i], i));
        for (int i = 0; i < operands.Length; i++) operands[i] = Spell(operands[i], EllipsisRank(operands[i], tensors[i], i));
        var counts = new Dictionary<char, int>();
        foreach (char letter in string.Concat(operands)) counts[letter] = counts.GetValueOrDefault(letter) + 1;
        string output = arrow >= 0 ? Spell(text[(arrow + 2)..], longest) : Spell("...", longest) + string.Concat(counts.Where(c => c.Key < FirstOfEllipsis && c.Value == 1).Select(c => c.Key).Order());
        for (int i = 0; i < output.Length; i++)
        {
            if (output.IndexOf(output[i], StringComparison.Ordinal) != i) throw new ArgumentException($"einsum(): output subscript {output[i]} appears more than once in the output");
            if (!counts.ContainsKey(output[i]) && output[i] < FirstOfEllipsis)
                throw new ArgumentException($"einsum(): output subscript {output[i]} does not appear in the equation for any input operand");
        }
        List<char> letters = [.. output, .. counts.Keys.Where(c => !output.Contains(c, StringComparison.Ordinal))];
        var parsed = new EinsumEquation(operands, letters, output.Length);
        parsed.CheckLengths(tensors);
        return parsed;
    }

    /// <summary>The operand with one dimension for every letter, of length 1 where it lacks the letter.</summary>
    public Tensor Arrange(int index, Tensor tensor)
    {
        string letters = _operands[index];
        // A letter that appears twice: only the diagonal counts.
        for (int first = 0; first < letters.Length; first++)
            for (int again = letters.Length - 1; again > first; again--)
                if (letters[again] == letters[first])
                {
                    long length = tensor.size(first);
                    long[] sizes = tensor.shape.ToArray(), strides = tensor.stride();
                    strides[first] += strides[again];
                    sizes[first] = length;
                    tensor = tensor.as_strided([.. sizes.Where((_, d) => d != again)], [.. strides.Where((_, d) => d != again)], tensor.storage_offset());
                    letters = letters.Remove(again, 1);
                }
        long[] order = [.. _letters.Where(c => letters.Contains(c, StringComparison.Ordinal)).Select(c => (long)letters.IndexOf(c, StringComparison.Ordinal))];
        tensor = tensor.permute(order);
        for (int d = 0; d < _letters.Count; d++)
            if (!letters.Contains(_letters[d], StringComparison.Ordinal)) tensor = tensor.unsqueeze(d);
        return tensor;
    }

    /// <summary>The letters that can be summed once operand <paramref name="index"/> is in: not in the result and in no later operand.</summary>
    public bool[] SummedAfter(int index)
    {
        var summed = new bool[_letters.Count];
        for (int d = OutputRank; d < summed.Length; d++) summed[d] = !_operands.Skip(index + 1).Any(o => o.Contains(_letters[d], StringComparison.Ordinal));
        return summed;
    }

    private static int EllipsisRank(string operand, Tensor tensor, int index)
    {
        int named = operand.Replace("...", "", StringComparison.Ordinal).Length;
        foreach (char c in operand.Replace("...", "", StringComparison.Ordinal))
            if (!char.IsAsciiLetter(c)) throw new ArgumentException($"einsum(): invalid subscript given at index {index} in the equation string, subscripts must be in [a-zA-Z]");
        bool ellipsis = operand.Contains("...", StringComparison.Ordinal);
        if (named > tensor.ndim || (!ellipsis && named != tensor.ndim))
            throw new ArgumentException($"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions ({tensor.ndim}) for operand {index}{(ellipsis ? "" : " and no ellipsis was given")}");
        return ellipsis ? (int)tensor.ndim - named : 0;
    }

    private static string Spell(string operand, int rank)
    {
        int at = operand.IndexOf("...", StringComparison.Ordinal);
        return at < 0 ? operand : operand[..at] + string.Concat(Enumerable.Range(0, rank).Select(d => (char)(FirstOfEllipsis + rank - 1 - d))) + operand[(at + 3)..];
    }

    private void CheckLengths(Tensor[] tensors)
    {
        var lengths = new Dictionary<char, (long Length, int Operand)>();
        for (int i = 0; i < tensors.Length; i++)
            for (int d = 0; d < _operands[i].Length; d++)
            {
                long length = tensors[i].size(d);
                if (!lengths.TryGetValue(_operands[i][d], out var known) || known.Length == 1) lengths[_operands[i][d]] = (length, i);
                else if (length != known.Length && length != 1)
                    throw new ArgumentException($"einsum(): subscript {_operands[i][d]} has size {length} for operand {i} which does not broadcast with previously seen size {known.Length}");
            }
    }
}
