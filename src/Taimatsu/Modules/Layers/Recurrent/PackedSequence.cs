namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class rnn
            {
                /// <summary>Sequences of different lengths without padding: all first steps, then all second ones, and so on, the longest sequences first.</summary>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html"/>
                public sealed class PackedSequence : IDisposable
                {
                    /// <summary>A pack of these tensors; functions such as <see cref="pack_sequence"/> make consistent ones.</summary>
                    public PackedSequence(Tensor data, Tensor batch_sizes, Tensor? sorted_indices = null, Tensor? unsorted_indices = null)
                    {
                        ArgumentNullException.ThrowIfNull(data);
                        ArgumentNullException.ThrowIfNull(batch_sizes);
                        (this.data, this.batch_sizes, this.sorted_indices) = (data, batch_sizes, sorted_indices);
                        this.unsorted_indices = unsorted_indices ?? (sorted_indices is null ? null : Inverse(sorted_indices));
                    }

                    /// <summary>The steps of all sequences: [Σ Lᵢ, *].</summary>
                    public Tensor data { get; }

                    /// <summary>How many sequences each step has: int64 [L].</summary>
                    public Tensor batch_sizes { get; }

                    /// <summary>Which sequence of the batch is the i-th longest; null if they were in order.</summary>
                    public Tensor? sorted_indices { get; }

                    /// <summary>The place of each sequence of the batch in the pack; null if they were in order.</summary>
                    public Tensor? unsorted_indices { get; }

                    /// <summary>The same pack with data of another type or on another device.</summary>
                    public PackedSequence to(ScalarType type) => new(data.to(type), batch_sizes, sorted_indices, unsorted_indices);

                    /// <summary>The same pack on a device.</summary>
                    public PackedSequence to(Device device) => new(data.to(device), batch_sizes, sorted_indices?.to(device), unsorted_indices?.to(device));

                    /// <summary>Frees the tensors at once; it never has to be called.</summary>
                    public void Dispose()
                    {
                        data.Dispose();
                        batch_sizes.Dispose();
                        sorted_indices?.Dispose();
                        unsorted_indices?.Dispose();
                    }

                    /// <summary>As PyTorch prints it.</summary>
                    public override string ToString() => $"PackedSequence(data={data}, batch_sizes={batch_sizes}, sorted_indices={Text(sorted_indices)}, unsorted_indices={Text(unsorted_indices)})";

                    /// <summary>The sequences of each step, checked against the data.</summary>
                    internal long[] Sizes()
                    {
                        long[] sizes = batch_sizes.to(int64).to(Device.CPU).ToFlatArray<long>();
                        long rows = 0;
                        for (int t = 0; t < sizes.Length; t++)
                        {
                            if (sizes[t] <= 0 || t > 0 && sizes[t] > sizes[t - 1]) throw new ArgumentException($"PackedSequence: expected positive batch_sizes that do not grow, got {batch_sizes}");
                            rows += sizes[t];
                        }
                        if (rows == 0 || rows != data.size(0)) throw new ArgumentException($"PackedSequence: batch_sizes add up to {rows}, but data has {data.size(0)} rows");
                        return sizes;
                    }

                    internal static PackedSequence Pack(Tensor input, long[] lengths, bool batchFirst, bool sorted)
                    {
                        ArgumentNullException.ThrowIfNull(input);
                        if (input.ndim < 2) throw new ArgumentException($"pack_padded_sequence: expected a batch of at least two dimensions, got {input.shape}");
                        var batch = batchFirst ? input.transpose(0, 1) : input;
                        if (lengths.Length != batch.size(1) || lengths.Length == 0)
                            throw new ArgumentException($"Expected `len(lengths)` to be equal to batch_size, but got {lengths.Length} (batch_size={batch.size(1)})");
                        Tensor? order = null;
                        if (!sorted)
                        {
                            // Stable, as PyTorch's sort is on the processor.
                            int[] places = [.. Enumerable.Range(0, lengths.Length).OrderByDescending(i => lengths[i])];
                            order = torch.tensor(Array.ConvertAll(places, i => (long)i)).to(input.device);
                            lengths = Array.ConvertAll(places, i => lengths[i]);
                            batch = batch.index_select(1, order);
                        }
                        CheckLengths(lengths, batch.size(0));
                        var sizes = new long[lengths[0]];
                        var parts = new Tensor[sizes.Length];
                        int present = lengths.Length;
                        for (int t = 0; t < sizes.Length; t++)
                        {
                            while (lengths[present - 1] <= t) present--;
                            sizes[t] = present;
                            parts[t] = batch[t].narrow(0, 0, present);
                        }
                        return new PackedSequence(torch.cat(parts), torch.tensor(sizes), order);
                    }

                    internal (Tensor, Tensor) Pad(bool batchFirst, double value, long? totalLength)
                    {
                        long[] sizes = Sizes();
                        long length = totalLength ?? sizes.Length;
                        if (length < sizes.Length)
                            throw new ArgumentException($"Expected total_length to be at least the length of the longest sequence in input, but got total_length={length} and max sequence length being {sizes.Length}");
                        long batch = sizes[0], offset = 0;
                        var lengths = new long[batch];
                        var steps = new Tensor[length];
                        for (int t = 0; t < length; t++)
                        {
                            long rows = t < sizes.Length ? sizes[t] : 0;
                            var part = data.narrow(0, offset, rows);
                            steps[t] = rows == batch ? part : torch.cat([part, torch.full(new Size([batch - rows, .. data.Layout.Sizes[1..]]), value, dtype: data.dtype, device: data.device)]);
                            for (long i = 0; i < rows; i++) lengths[i]++;
                            offset += rows;
                        }
                        var padded = torch.stack(steps, batchFirst ? 1 : 0);
                        var counts = torch.tensor(lengths);
                        if (unsorted_indices is null) return (padded, counts);
                        return (padded.index_select(batchFirst ? 0 : 1, unsorted_indices), counts[unsorted_indices.to(Device.CPU)]);
                    }

                    private static void CheckLengths(long[] lengths, long longest)
                    {
                        for (int i = 0; i < lengths.Length; i++)
                        {
                            if (i > 0 && lengths[i] > lengths[i - 1])
                                throw new ArgumentException("`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.");
                            if (lengths[i] <= 0) throw new ArgumentException("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0");
                        }
                        if (lengths[0] > longest) throw new ArgumentException($"pack_padded_sequence: a length is {lengths[0]}, but the batch has {longest} steps");
                    }

                    private static Tensor Inverse(Tensor order)
                    {
                        long[] places = order.to(Device.CPU).ToFlatArray<long>(), inverse = new long[places.Length];
                        for (int i = 0; i < places.Length; i++) inverse[places[i]] = i;
                        return torch.tensor(inverse).to(order.device);
                    }

                    private static string Text(Tensor? tensor) => tensor is null ? "None" : tensor.ToString();
                }
            }
        }
    }
}
