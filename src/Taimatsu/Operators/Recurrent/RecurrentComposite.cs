using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>What recurrent layers mean, cell by cell in public tensor operators: the specification of the kernels, and the way where there is none.</summary>
internal static class RecurrentComposite
{
    public static (Tensor Output, Tensor Hidden, Tensor? Cell) Run(RecurrentKind kind, Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] directions, long[] batchSizes)
    {
        var outputs = new Tensor[directions.Length];
        var hiddens = new Tensor[directions.Length];
        var cells = new Tensor?[directions.Length];
        for (int d = 0; d < directions.Length; d++)
            (outputs[d], hiddens[d], cells[d]) = Direction(kind, input, hidden[d], cell?[d], directions[d], batchSizes, reverse: d == 1);
        return (outputs.Length == 1 ? outputs[0] : torch.cat(outputs, 1), torch.stack(hiddens), cell is null ? null : torch.stack(cells!));
    }

    /// <summary>One step of a cell: rows [n, G·H] hold the inputs' share of the gates.</summary>
    private static (Tensor Hidden, Tensor? Cell) Step(RecurrentKind kind, Tensor rows, Tensor hidden, Tensor? cell, in RecurrentWeights weights)
    {
        var share = torch.nn.functional.linear(hidden, weights.Hidden, weights.HiddenBias);
        switch (kind)
        {
            case RecurrentKind.RnnTanh: return ((rows + share).tanh(), null);
            case RecurrentKind.RnnRelu: return ((rows + share).relu(), null);
            case RecurrentKind.Lstm:
                var gates = (rows + share).chunk(4, 1);
                var next = gates[1].sigmoid() * cell! + gates[0].sigmoid() * gates[2].tanh();
                var result = gates[3].sigmoid() * next.tanh();
                return (weights.Projection is null ? result : torch.nn.functional.linear(result, weights.Projection), next);
            default:
                Tensor[] fromInput = rows.chunk(3, 1), fromHidden = share.chunk(3, 1);
                var reset = (fromInput[0] + fromHidden[0]).sigmoid();
                var update = (fromInput[1] + fromHidden[1]).sigmoid();
                var fresh = (fromInput[2] + reset * fromHidden[2]).tanh();
                return (fresh + update * (hidden - fresh), null);
        }
    }

    private static (Tensor Output, Tensor Hidden, Tensor? Cell) Direction(RecurrentKind kind, Tensor input, Tensor firstHidden, Tensor? firstCell, in RecurrentWeights weights, long[] batchSizes,
        bool reverse)
    {
        var gates = torch.nn.functional.linear(input, weights.Input, weights.InputBias);
        int count = batchSizes.Length;
        var outputs = new Tensor[count];
        // The states of sequences that have ended, the last ones first.
        var endedHidden = new List<Tensor>();
        var endedCell = new List<Tensor>();
        long offset = reverse ? gates.size(0) : 0, present = batchSizes[reverse ? count - 1 : 0];
        Tensor hidden = firstHidden.narrow(0, 0, present);
        var cell = firstCell?.narrow(0, 0, present);
        for (int s = 0; s < count; s++)
        {
            int t = reverse ? count - 1 - s : s;
            long rows = batchSizes[t];
            if (reverse) offset -= rows;
            if (rows > present)
            {
                hidden = torch.cat([hidden, firstHidden.narrow(0, present, rows - present)]);
                if (cell is not null) cell = torch.cat([cell, firstCell!.narrow(0, present, rows - present)]);
            }
            else if (rows < present)
            {
                endedHidden.Add(hidden.narrow(0, rows, present - rows));
                hidden = hidden.narrow(0, 0, rows);
                if (cell is not null)
                {
                    endedCell.Add(cell.narrow(0, rows, present - rows));
                    cell = cell.narrow(0, 0, rows);
                }
            }
            present = rows;
            (hidden, cell) = Step(kind, gates.narrow(0, offset, rows), hidden, cell, weights);
            outputs[t] = hidden;
            if (!reverse) offset += rows;
        }
        return (torch.cat(outputs), Whole(endedHidden, hidden), cell is null ? null : Whole(endedCell, cell));
    }

    private static Tensor Whole(List<Tensor> ended, Tensor present)
    {
        if (ended.Count == 0) return present;
        ended.Add(present);
        ended.Reverse();
        return torch.cat(ended.ToArray());
    }
}
