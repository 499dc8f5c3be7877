using static Taimatsu.torch;
using rnn = Taimatsu.torch.nn.utils.rnn;

namespace Taimatsu.Tests.Recurrent;

/// <summary>Packing and padding, packed against single sequences, and what is refused.</summary>
public class PackedSequenceTests
{
    [Fact]
    public void PacksAndPadsAsPyTorch()
    {
        var x = torch.arange(24, dtype: float32).view(4, 3, 2);
        var packed = rnn.pack_padded_sequence(x, torch.tensor(new long[] { 2, 4, 1 }), enforce_sorted: false);
        Assert.Equal([2, 3, 0, 1, 4, 5, 8, 9, 6, 7, 14, 15, 20, 21], packed.data.AsSpan<float>().ToArray());
        Assert.Equal([3, 2, 1, 1], packed.batch_sizes.AsSpan<long>().ToArray());
        Assert.Equal([1, 0, 2], packed.sorted_indices!.AsSpan<long>().ToArray());
        Assert.Equal([1, 0, 2], packed.unsorted_indices!.AsSpan<long>().ToArray());
        var (padded, lengths) = rnn.pad_packed_sequence(packed, batch_first: true, padding_value: -1, total_length: 5);
        Assert.Equal([2, 4, 1], lengths.AsSpan<long>().ToArray());
        Assert.Equal([3L, 5, 2], padded.shape.ToArray());
        Assert.Equal([0, 1, 6, 7, -1, -1, -1, -1, -1, -1], padded[0].contiguous().view(-1).AsSpan<float>().ToArray());
        var sequences = rnn.unpack_sequence(packed);
        Assert.Equal([2L, 4, 1], sequences.Select(s => s.size(0)));
        Assert.True(sequences[1].equal(x[.., 1]));
        var left = rnn.pad_sequence([torch.ones(2), torch.ones(1)], batch_first: true, padding_value: 7, padding_side: "left");
        Assert.Equal([1, 1, 7, 1], left.AsSpan<float>().ToArray());
    }

    [Fact]
    public void PrintsAsPyTorch()
    {
        var packed = rnn.pack_sequence([torch.zeros(2, 1), torch.zeros(1, 1)]);
        Assert.Equal("PackedSequence(data=tensor([[0.],\n        [0.],\n        [0.]]), batch_sizes=tensor([2, 1]), sorted_indices=None, unsorted_indices=None)", packed.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void PackedSequencesAreWhatEachIsAlone()
    {
        var lstm = nn.LSTM(3, 6, 2, bidirectional: true);
        Tensor[] sequences = [torch.randn(3, 3), torch.randn(5, 3), torch.randn(1, 3)];
        var (output, hidden, cell) = lstm.call(rnn.pack_sequence(sequences, enforce_sorted: false));
        var outputs = rnn.unpack_sequence(output);
        for (int i = 0; i < sequences.Length; i++)
        {
            var (y, h, c) = lstm.call(sequences[i]);
            Assert.True(outputs[i].allclose(y, 1e-5, 1e-6), $"sequence {i}: {outputs[i]} instead of {y}");
            Assert.True(hidden[.., i].allclose(h, 1e-5, 1e-6), $"state {i}");
            Assert.True(cell[.., i].allclose(c, 1e-5, 1e-6), $"cell {i}");
        }
    }

    [Fact]
    public void ResultsDoNotDependOnRecording()
    {
        foreach (long batch in new long[] { 2, 19 })
        {
            var x = torch.randn(4, batch, 3);
            var gru = nn.GRU(3, 21, 2, bidirectional: true);
            var recorded = gru.call(x);
            using var scope = torch.no_grad();
            var plain = gru.call(x);
            Assert.True(plain.output.equal(recorded.output));
            Assert.True(plain.h_n.equal(recorded.h_n));
            Assert.Null(plain.output.grad_fn);
        }
    }

    [Fact]
    public void EmptyBatchesAndOtherTypesWork()
    {
        var lstm = nn.LSTM(3, 4);
        Assert.Equal([5L, 0, 4], lstm.call(torch.zeros(5, 0, 3)).output.shape.ToArray());
        var half = nn.GRU(3, 4, dtype: bfloat16);
        Assert.Equal(bfloat16, half.call(torch.zeros([2, 1, 3], dtype: bfloat16)).output.dtype);
    }

    [Fact]
    public void RefusesInPyTorchsWords()
    {
        var lstm = nn.LSTM(5, 6, 2);
        var gru = nn.GRU(5, 6, 2);
        Says("input.size(-1) must be equal to input_size. Expected 5, got 4", () => lstm.call(torch.zeros(3, 2, 4)));
        Says("input must have 3 dimensions, got 4", () => lstm.call(torch.zeros(3, 2, 4, 5)));
        Says("Expected hidden[0] size (2, 2, 6), got [2, 3, 6]", () => lstm.call(torch.zeros(3, 2, 5), (torch.zeros(2, 3, 6), torch.zeros(2, 2, 6))));
        Says("Expected hidden[1] size (2, 2, 6), got [2, 3, 6]", () => lstm.call(torch.zeros(3, 2, 5), (torch.zeros(2, 2, 6), torch.zeros(2, 3, 6))));
        Says("Expected hidden size (2, 2, 6), got [2, 3, 6]", () => gru.call(torch.zeros(3, 2, 5), torch.zeros(2, 3, 6)));
        Says("For unbatched 2-D input, hx and cx should also be 2-D but got (3-D, 3-D) tensors", () => lstm.call(torch.zeros(3, 5), (torch.zeros(2, 2, 6), torch.zeros(2, 2, 6))));
        Says("For batched 3-D input, hx should also be 3-D but got 2-D tensor", () => gru.call(torch.zeros(3, 2, 5), torch.zeros(2, 6)));
        Says("Expected sequence length to be larger than 0 in RNN", () => gru.call(torch.zeros(0, 2, 5)));
        Says("Unknown nonlinearity 'x'. Select from 'tanh' or 'relu'.", () => nn.RNN(5, 6, nonlinearity: "x"));
        Says("proj_size has to be smaller than hidden_size", () => nn.LSTM(5, 6, proj_size: 6));
        Says("dropout should be a number in range [0, 1] representing the probability of an element being zeroed", () => nn.LSTM(5, 6, dropout: 1.5));
        Says("input has inconsistent input_size: got 4 expected 5", () => nn.LSTMCell(5, 6).call(torch.zeros(3, 4)));
        Says("Input batch size 3 doesn't match hidden0 batch size 2", () => nn.GRUCell(5, 6).call(torch.zeros(3, 5), torch.zeros(2, 6)));
        Says("hidden0 has inconsistent hidden_size: got 5, expected 6", () => nn.RNNCell(5, 6).call(torch.zeros(3, 5), torch.zeros(3, 5)));
        Says("must be sorted in decreasing order", () => rnn.pack_padded_sequence(torch.zeros(4, 2, 3), torch.tensor(new long[] { 3, 4 })));
        Says("greater than 0, but found an element in 'lengths' that is <= 0", () => rnn.pack_padded_sequence(torch.zeros(4, 2, 3), [4, 0]));
        Says("Expected `len(lengths)` to be equal to batch_size, but got 3 (batch_size=2)", () => rnn.pack_padded_sequence(torch.zeros(4, 2, 3), [4, 4, 4]));
        Says("got total_length=2 and max sequence length being 3", () => rnn.pad_packed_sequence(rnn.pack_padded_sequence(torch.zeros(4, 2, 3), [3, 2]), total_length: 2));
        Says("batch_sizes add up to 3, but data has 2 rows", () => gru.call(new rnn.PackedSequence(torch.zeros(2, 5), torch.tensor(new long[] { 2, 1 }))));
    }

    private static void Says(string words, Func<object> call) => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => call()).Message, StringComparison.Ordinal);
}
