namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Sequences of different lengths in one batch.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/nn.html#utility-functions-in-other-modules"/>
            public static partial class rnn
            {
                /// <summary>Packs a padded batch: [L, N, *], or [N, L, *] with batch_first, where sequence n has lengths[n] steps.</summary>
                /// <exception cref="ArgumentException">A length is not positive or too large, their number is not N, or they grow although they are said to be sorted.</exception>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html"/>
                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    ArgumentNullException.ThrowIfNull(lengths);
                    if (lengths.ndim != 1) throw new ArgumentException($"`lengths` should be a 1D tensor on cpu, but got {lengths.ndim}D {lengths.device} tensor");
                    return PackedSequence.Pack(input, lengths.to(int64).to(Device.CPU).ToFlatArray<long>(), batch_first, enforce_sorted);
                }

                /// <inheritdoc cref="pack_padded_sequence(Tensor, Tensor, bool, bool)"/>
                public static PackedSequence pack_padded_sequence(Tensor input, IReadOnlyList<long> lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    ArgumentNullException.ThrowIfNull(lengths);
                    return PackedSequence.Pack(input, [.. lengths], batch_first, enforce_sorted);
                }

                /// <summary>The padded batch, [L, N, *] or [N, L, *] with batch_first, and the lengths of its sequences.</summary>
                /// <exception cref="ArgumentException">A sequence is longer than <paramref name="total_length"/>.</exception>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_packed_sequence.html"/>
                public static (Tensor, Tensor) pad_packed_sequence(PackedSequence sequence, bool batch_first = false, double padding_value = 0, long? total_length = null)
                {
                    ArgumentNullException.ThrowIfNull(sequence);
                    return sequence.Pad(batch_first, padding_value, total_length);
                }

                /// <summary>Sequences of [Lᵢ, *] one beside the other, filled up at their ends (or with "left" at their beginnings): [L, N, *], or [N, L, *] with batch_first.</summary>
                /// <exception cref="ArgumentException">There is no sequence, their other sizes differ, or the side is unknown.</exception>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html"/>
                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false, double padding_value = 0, string padding_side = "right")
                {
                    Tensor[] list = [.. sequences];
                    if (list.Length == 0) throw new ArgumentException("received an empty list of sequences");
                    if (padding_side is not ("left" or "right")) throw new ArgumentException($"padding_side should be one of 'left' or 'right'. Actual: {padding_side}");
                    long length = 0;
                    foreach (var sequence in list)
                    {
                        if (sequence.ndim == 0 || sequence.shape[1..] != list[0].shape[1..])
                            throw new ArgumentException($"pad_sequence: expected sequences that differ in their first dimension alone, got {list[0].shape} and {sequence.shape}");
                        length = Math.Max(length, sequence.size(0));
                    }
                    var columns = new Tensor[list.Length];
                    for (int i = 0; i < list.Length; i++)
                    {
                        long missing = length - list[i].size(0);
                        if (missing == 0)
                        {
                            columns[i] = list[i];
                            continue;
                        }
                        var padding = torch.full(new Size([missing, .. list[i].Layout.Sizes[1..]]), padding_value, dtype: list[i].dtype, device: list[i].device);
                        columns[i] = torch.cat(padding_side == "left" ? [padding, list[i]] : [list[i], padding]);
                    }
                    return torch.stack(columns, batch_first ? 0 : 1);
                }

                /// <summary>The sequences of a padded batch [L, N, *], or [N, L, *] with batch_first, without their padding.</summary>
                /// <exception cref="ArgumentException">The lengths do not fit the batch.</exception>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpad_sequence.html"/>
                public static IList<Tensor> unpad_sequence(Tensor padded_sequences, Tensor lengths, bool batch_first = false)
                {
                    var batch = batch_first ? padded_sequences : padded_sequences.transpose(0, 1);
                    long[] counts = lengths.to(int64).to(Device.CPU).ToFlatArray<long>();
                    if (counts.Length != batch.size(0)) throw new ArgumentException($"Expected `len(lengths)` to be equal to batch_size, but got {counts.Length} (batch_size={batch.size(0)})");
                    var sequences = new Tensor[counts.Length];
                    for (int i = 0; i < counts.Length; i++) sequences[i] = batch[i].narrow(0, 0, counts[i]);
                    return sequences;
                }

                /// <summary>Packs sequences of [Lᵢ, *].</summary>
                /// <exception cref="ArgumentException">There is no sequence, one is empty, or their lengths grow although they are said to be sorted.</exception>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_sequence.html"/>
                public static PackedSequence pack_sequence(IEnumerable<Tensor> sequences, bool enforce_sorted = true)
                {
                    Tensor[] list = [.. sequences];
                    return PackedSequence.Pack(pad_sequence(list), Array.ConvertAll(list, x => x.size(0)), false, enforce_sorted);
                }

                /// <summary>The sequences [Lᵢ, *] of a pack.</summary>
                /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpack_sequence.html"/>
                public static IList<Tensor> unpack_sequence(PackedSequence packed_sequences)
                {
                    var (padded, lengths) = pad_packed_sequence(packed_sequences, batch_first: true);
                    return unpad_sequence(padded, lengths, batch_first: true);
                }
            }
        }
    }
}
