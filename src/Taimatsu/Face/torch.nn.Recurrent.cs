using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What simple recurrent cells do to their sums.</summary>
        public enum NonLinearities
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>The hyperbolic tangent.</summary>
            Tanh = 1,
        }

        /// <summary>Layers of simple recurrent cells, with <c>"tanh"</c> or <c>"relu"</c>.</summary>
        /// <exception cref="ArgumentException">A size is not positive, dropout is no probability, or the nonlinearity is unknown.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html"/>
        [OverloadResolutionPriority(1)]
        public static RNN RNN(long input_size, long hidden_size, long num_layers = 1, string nonlinearity = "tanh", bool bias = true, bool batch_first = false, double dropout = 0,
            bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, num_layers, RecurrentCell.Named(nonlinearity), bias, batch_first, dropout, bidirectional, device, dtype);

        /// <summary>Layers of simple recurrent cells.</summary>
        /// <exception cref="ArgumentException">A size is not positive, or dropout is no probability.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html"/>
        public static RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false, double dropout = 0,
            bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, numLayers, nonLinearity, bias, batchFirst, dropout, bidirectional, device, dtype);

        /// <summary>Layers of long short-term memory.</summary>
        /// <exception cref="ArgumentException">A size is not positive, dropout is no probability, or proj_size is not smaller than hidden_size.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html"/>
        [OverloadResolutionPriority(1)]
        public static LSTM LSTM(long input_size, long hidden_size, long num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0, bool bidirectional = false,
            long proj_size = 0, Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, proj_size, device, dtype);

        /// <inheritdoc cref="LSTM(long, long, long, bool, bool, double, bool, long, Device?, ScalarType?)"/>
        public static LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false,
            Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, 0, device, dtype);

        /// <summary>Layers of gated recurrent units.</summary>
        /// <exception cref="ArgumentException">A size is not positive, or dropout is no probability.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html"/>
        [OverloadResolutionPriority(1)]
        public static GRU GRU(long input_size, long hidden_size, long num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0, bool bidirectional = false,
            Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, device, dtype);

        /// <summary>Layers of gated recurrent units, with TorchSharp's names of the arguments.</summary>
        /// <exception cref="ArgumentException">A size is not positive, or dropout is no probability.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html"/>
        public static GRU GRU(long inputSize, long hiddenSize, int numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false,
            Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);

        /// <summary>A simple recurrent cell, with <c>"tanh"</c> or <c>"relu"</c>.</summary>
        /// <exception cref="ArgumentException">The nonlinearity is unknown.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html"/>
        [OverloadResolutionPriority(1)]
        public static RNNCell RNNCell(long input_size, long hidden_size, bool bias = true, string nonlinearity = "tanh", Device? device = null, ScalarType? dtype = null)
            => new(input_size, hidden_size, bias, RecurrentCell.Named(nonlinearity), device, dtype);

        /// <summary>A simple recurrent cell.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html"/>
        public static RNNCell RNNCell(long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(inputSize, hiddenSize, bias, nonLinearity, device, dtype);

        /// <summary>A cell of long short-term memory.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html"/>
        [OverloadResolutionPriority(1)]
        public static LSTMCell LSTMCell(long input_size, long hidden_size, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(input_size, hidden_size, bias, device, dtype);

        /// <summary>A gated recurrent unit.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html"/>
        [OverloadResolutionPriority(1)]
        public static GRUCell GRUCell(long input_size, long hidden_size, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(input_size, hidden_size, bias, device, dtype);
    }
}
