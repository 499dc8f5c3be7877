using Taimatsu.Autograd;
using Taimatsu.Backends;

namespace Taimatsu.Operators;

/// <summary>
/// A recurrent layer by the backend's kernel: the steps with their products, and backwards the steps again and one product over all steps for each weight. One node of the graph for the layer.
/// </summary>
internal static class FusedRecurrent
{
    public static (Tensor Output, Tensor Hidden, Tensor? Cell) Run(RecurrentKind kind, Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] directions, long[] batchSizes, bool fromRest)
    {
        int count = directions.Length;
        long rows = input.size(0), batch = hidden.size(1), units = hidden.size(2);
        var layer = new Layer(kind, batchSizes, count, directions[0].InputBias is not null, fromRest);
        Tensor[] inputs = layer.Inputs(input, hidden, cell, directions);
        bool records = GradMode.IsEnabled && Array.Exists(inputs, x => x.requires_grad);

        var plain = layer.Detached(inputs);
        var output = New(input, rows, count * units);
        var lastHidden = New(input, count, batch, units);
        var lastCell = cell is null ? null : New(input, count, batch, units);
        var gates = new Tensor[count];
        var cells = new Tensor[count];
        for (int d = 0; d < count; d++)
        {
            gates[d] = New(input, rows, plain.Weights[d].Input.size(0));
            var part = output.narrow(1, d * units, units);
            cells[d] = kind is RecurrentKind.Lstm or RecurrentKind.Gru ? New(input, rows, units) : part;
            var run = layer.NewRun(plain, d, gates[d], part, cells[d], records);
            var last = lastHidden[d];
            if (!output.Backend.TryRecurrent(run, last.Operand, (lastCell?[d] ?? last).Operand)) return RecurrentComposite.Run(kind, input, hidden, cell, directions, batchSizes);
        }
        if (records)
        {
            var node = new RecurrentBackward0(layer, inputs, output, gates, cells);
            output = output.SetGradFn(node, 0);
            lastHidden = lastHidden.SetGradFn(node, 1);
            lastCell = lastCell?.SetGradFn(node, 2);
        }
        return (output, lastHidden, lastCell);
    }

    private static Tensor New(Tensor like, params ReadOnlySpan<long> sizes) => Tensor.Empty(Layout.Contiguous(sizes), like.dtype, like.device);

    /// <summary>The layer's tensors, without their graph and with neighbours where kernels want them.</summary>
    private readonly record struct Plain(Tensor Input, Tensor Hidden, Tensor? Cell, RecurrentWeights[] Weights);

    /// <summary>What a layer's forward and backward pass share.</summary>
    private sealed class Layer(RecurrentKind kind, long[] batchSizes, int directions, bool biased, bool fromRest)
    {
        public RecurrentKind Kind => kind;

        public int Directions => directions;

        public bool Biased => biased;

        public long[] BatchSizes => batchSizes;

        /// <summary>Whether the first hidden states are zero.</summary>
        public bool FromRest => fromRest;

        public bool HasCell => kind == RecurrentKind.Lstm;

        public int States => HasCell ? 2 : 1;

        public int WeightsOfDirection => biased ? 4 : 2;

        /// <summary>All inputs in one list: input, hidden, perhaps cell, and each direction's weights.</summary>
        public Tensor[] Inputs(Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights[] weights)
        {
            var list = new Tensor[1 + States + directions * WeightsOfDirection];
            int i = 0;
            list[i++] = input;
            list[i++] = hidden;
            if (HasCell) list[i++] = cell!;
            foreach (var w in weights)
            {
                list[i++] = w.Input;
                list[i++] = w.Hidden;
                if (!biased) continue;
                list[i++] = w.InputBias!;
                list[i++] = w.HiddenBias!;
            }
            return list;
        }

        /// <summary>The number of a direction's first weight among the inputs.</summary>
        public int FirstWeight(int direction) => 1 + States + direction * WeightsOfDirection;

        /// <summary>The other way round.</summary>
        public RecurrentWeights[] Weights(ReadOnlySpan<Tensor> inputs)
        {
            var weights = new RecurrentWeights[directions];
            for (int d = 0; d < directions; d++)
            {
                int at = FirstWeight(d);
                weights[d] = new RecurrentWeights(inputs[at], inputs[at + 1], biased ? inputs[at + 2] : null, biased ? inputs[at + 3] : null, null);
            }
            return weights;
        }

        public Plain Detached(ReadOnlySpan<Tensor> inputs)
        {
            var plain = new Tensor[inputs.Length];
            for (int i = 0; i < plain.Length; i++) plain[i] = inputs[i].detach().contiguous();
            return new Plain(plain[0], plain[1], HasCell ? plain[2] : null, Weights(plain));
        }

        public RecurrentRun NewRun(in Plain plain, int direction, Tensor gates, Tensor output, Tensor cells, bool keepsGates)
        {
            var hidden = plain.Hidden[direction];
            var weights = plain.Weights[direction];
            return new RecurrentRun
            {
                Kind = kind,
                Reverse = direction == 1,
                KeepsGates = keepsGates,
                BatchSizes = batchSizes,
                Input = plain.Input.Operand,
                InputWeight = weights.Input.Operand,
                InputBias = (weights.InputBias ?? New(gates, 0)).Operand,
                Gates = gates.Operand,
                Weight = weights.Hidden.Operand,
                Bias = (weights.HiddenBias ?? New(gates, 0)).Operand,
                FirstHidden = hidden.Operand,
                FirstCell = (plain.Cell?[direction] ?? hidden).Operand,
                Output = output.Operand,
                Cells = cells.Operand,
            };
        }

        /// <summary>The hidden state that each row began with, [T, H].</summary>
        public Tensor PreviousStates(Tensor output, Tensor first, int direction)
        {
            var parts = new List<Tensor>(batchSizes.Length);
            long offset = 0;
            for (int t = 0; t < batchSizes.Length; t++)
            {
                int from = direction == 1 ? t + 1 : t - 1;
                long rows = batchSizes[t], known = (uint)from < (uint)batchSizes.Length ? Math.Min(rows, batchSizes[from]) : 0;
                if (known > 0) parts.Add(output.narrow(0, direction == 1 ? offset + rows : offset - batchSizes[from], known));
                if (known < rows) parts.Add(first.narrow(0, known, rows - known));
                offset += rows;
            }
            return torch.cat(parts.ToArray());
        }
    }

    private sealed class RecurrentBackward0 : Node
    {
        private readonly Layer _layer;
        private readonly int _inputs;

        public RecurrentBackward0(Layer layer, Tensor[] inputs, Tensor output, Tensor[] gates, Tensor[] cells) : base(inputs)
        {
            (_layer, _inputs) = (layer, inputs.Length);
            foreach (var input in inputs) Save(input);
            Save(output.detach());
            for (int d = 0; d < gates.Length; d++)
            {
                Save(gates[d]);
                Save(cells[d]);
            }
        }

        internal override int OutputCount => 3;

        protected override void Backward(Tensor grad, GradientSink inputs) => BackwardAll([grad, null, null], inputs);

        internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink sink)
        {
            if (grads[0] is null && grads[1] is null && grads[2] is null) return;
            var inputs = new Tensor[_inputs];
            for (int i = 0; i < inputs.Length; i++) inputs[i] = Saved(i);
            if (GradMode.IsEnabled)
            {
                Recorded(grads, inputs, sink);
                return;
            }
            var plain = _layer.Detached(inputs);
            Tensor output = Saved(_inputs), hidden = plain.Hidden;
            var outputGrad = grads[0] is { } given ? WithNeighbours(given) : torch.zeros_like(output);
            var hiddenGrad = Own(grads[1], hidden);
            var cellGrad = _layer.HasCell ? Own(grads[2], hidden) : null;
            long units = hidden.size(2);
            var inputGrad = sink.Needs(0) ? New(output, plain.Input.size(0), plain.Input.size(1)) : null;
            for (int d = 0; d < _layer.Directions; d++)
            {
                Tensor gates = Saved(_inputs + 1 + 2 * d), cells = Saved(_inputs + 2 + 2 * d), part = output.narrow(1, d * units, units);
                // In place if the gates are not wanted again: less memory to write to. Should the kernel fail, nobody may take them for gates.
                var gateGrads = IsLastRun ? gates : torch.empty_like(gates);
                if (IsLastRun) gates.BumpVersion();
                var hiddenGateGrads = _layer.Kind == RecurrentKind.Gru ? torch.empty_like(gates) : gateGrads;
                var ownHidden = hiddenGrad[d];
                var gradients = new RecurrentGradients
                {
                    Output = outputGrad.narrow(1, d * units, units).Operand,
                    Hidden = ownHidden.Operand,
                    Cell = (cellGrad?[d] ?? ownHidden).Operand,
                    Gates = gateGrads.Operand,
                    HiddenGates = hiddenGateGrads.Operand,
                    Input = (inputGrad ?? New(output, 0)).Operand,
                    AddsToInput = d > 0,
                    WantsHidden = sink.Needs(1),
                };
                gates.Backend.TryRecurrentBackward(_layer.NewRun(plain, d, gates, part, cells, true), gradients);
                WeightGradients(sink, _layer.FirstWeight(d), gateGrads, hiddenGateGrads, plain.Input, part, hidden[d], d);
            }
            if (sink.Needs(0)) sink[0] = inputGrad;
            if (sink.Needs(1)) sink[1] = hiddenGrad;
            if (_layer.HasCell && sink.Needs(2)) sink[2] = cellGrad;
        }

        private void WeightGradients(GradientSink sink, int first, Tensor gateGrads, Tensor hiddenGateGrads, Tensor input, Tensor output, Tensor firstHidden, int direction)
        {
            if (sink.Needs(first)) sink[first] = gateGrads.t().matmul(input);
            if (sink.Needs(first + 1)) sink[first + 1] = HiddenWeightGradient(hiddenGateGrads, output, firstHidden, direction);
            if (!_layer.Biased) return;
            var sum = sink.Needs(first + 2) ? gateGrads.sum(0) : null;
            if (sum is not null) sink[first + 2] = sum;
            // Gradients that are kept must not share memory, so one sum for both is copied.
            if (sink.Needs(first + 3)) sink[first + 3] = sum is not null && ReferenceEquals(gateGrads, hiddenGateGrads) ? sum.clone() : hiddenGateGrads.sum(0);
        }

        private Tensor HiddenWeightGradient(Tensor gateGrads, Tensor output, Tensor firstHidden, int direction)
        {
            long batch = firstHidden.size(0), rest = gateGrads.size(0) - batch;
            // Batches that do not shrink: the states lie one step beside the gates.
            if (rest != batch * (_layer.BatchSizes.Length - 1)) return gateGrads.t().matmul(_layer.PreviousStates(output, firstHidden, direction));
            var reverse = direction == 1;
            Tensor later = gateGrads.narrow(0, reverse ? 0 : batch, rest).t(), states = output.narrow(0, reverse ? batch : 0, rest);
            if (_layer.FromRest && rest > 0) return later.matmul(states);
            var sum = gateGrads.narrow(0, reverse ? rest : 0, batch).t().matmul(firstHidden);
            return rest == 0 ? sum : sum.addmm_(later, states);
        }

        // Differentiable gradients: those of the composite, recorded.
        private void Recorded(ReadOnlySpan<Tensor?> grads, Tensor[] inputs, GradientSink sink)
        {
            var (output, hidden, cell) = RecurrentComposite.Run(_layer.Kind, inputs[0], inputs[1], _layer.HasCell ? inputs[2] : null, _layer.Weights(inputs), _layer.BatchSizes);
            var outputs = new List<Tensor>();
            var given = new List<Tensor?>();
            foreach (var (result, grad) in new[] { (output, grads[0]), (hidden, grads[1]), (cell, grads[2]) })
            {
                if (result is null || grad is null) continue;
                outputs.Add(result);
                given.Add(grad);
            }
            var wanted = new List<Tensor>();
            for (int i = 0; i < inputs.Length; i++)
                if (sink.Needs(i)) wanted.Add(inputs[i]);
            var results = torch.autograd.grad(outputs, wanted, given, create_graph: true, allow_unused: true);
            for (int i = 0, at = 0; i < inputs.Length; i++)
                if (sink.Needs(i)) sink[i] = results[at++];
        }

        private static Tensor WithNeighbours(Tensor grad) => grad.stride(1) == 1 || grad.size(1) == 1 ? grad : grad.contiguous();

        // The kernel turns the last states' gradients into the first ones' in place.
        private static Tensor Own(Tensor? grad, Tensor like) => grad is null ? torch.zeros_like(like) : grad.contiguous().clone();
    }
}
