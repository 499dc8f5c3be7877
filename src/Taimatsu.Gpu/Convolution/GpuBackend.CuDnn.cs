using ILGPU.Runtime.Cuda;
using Taimatsu.Backends;

namespace Taimatsu.Gpu;

internal sealed partial class GpuBackend
{
    private CuDnn? _cuDnn;
    private bool _searchedCuDnn;

    /// <summary>cuDNN, looked for when the first convolution asks; set by tests.</summary>
    internal CuDnn? CuDnn
    {
        get
        {
            if (_searchedCuDnn) return _cuDnn;
            lock (_gate)
            {
                if (_searchedCuDnn) return _cuDnn;
                if (_accelerator is CudaAccelerator)
                {
                    // It calls cuBLAS, which may lie in a folder of its own.
                    _ = CuBlas;
                    _accelerator.Bind();
                    _cuDnn = CuDnn.TryLoad(StreamHandle);
                }
                _searchedCuDnn = true;
                return _cuDnn;
            }
        }
        set => (_cuDnn, _searchedCuDnn) = (value, true);
    }

    public override long? ConvolutionLibraryVersion => CuDnn?.Version;

    public override bool ConvolvesReduced => LibrarySettings.Convolutions && CuDnn is not null;

    /// <summary>The convolution by cuDNN. False if there is none, or it does not take the case; then the output holds anything.</summary>
    private bool TryConvolution(in Operand output, in Operand input, in Operand weight, in Operand bias, in ConvolutionWindow window)
    {
        bool done = TryByLibrary(ConvolutionPass.Forward, output, input, weight, bias.Count > 0 ? Address(bias) : 0, window, output);
        bias.KeepAlive();
        return done;
    }

    /// <inheritdoc cref="TryConvolution"/>
    private bool TryConvolutionBackwardInput(in Operand gradInput, in Operand gradOutput, in Operand weight, in ConvolutionWindow window)
        => TryByLibrary(ConvolutionPass.BackwardInput, gradOutput, gradInput, weight, 0, window, gradInput);

    /// <inheritdoc cref="TryConvolution"/>
    private bool TryConvolutionBackwardWeight(in Operand gradWeight, in Operand gradOutput, in Operand input, in ConvolutionWindow window)
        => TryByLibrary(ConvolutionPass.BackwardWeight, gradOutput, input, gradWeight, 0, window, gradWeight);

    private bool TryByLibrary(ConvolutionPass pass, in Operand output, in Operand input, in Operand weight, nint bias, in ConvolutionWindow window, in Operand result)
    {
        if (!LibrarySettings.Convolutions || CuDnn is not { } library || result.Count == 0 || output.Count == 0 || input.Count == 0 || weight.Count == 0) return false;
        if (Math.Max(Math.Max(output.Count, input.Count), weight.Count) > int.MaxValue) return false;
        var what = new ConvolutionCase(pass, result.Type, (int)input.Size(0), (int)input.Size(1), (int)input.Size(2), (int)input.Size(3), (int)weight.Size(0), (int)weight.Size(2), (int)weight.Size(3),
            (int)output.Size(2), (int)output.Size(3), window, LibrarySettings.ConvolutionsAllowTf32, LibrarySettings.DeterministicConvolutions, LibrarySettings.TriesConvolutions);
        // What is rented goes back only after the launch, when its next user comes later in the stream.
        var rented = new List<Operand>(2);
        bool done;
        lock (_gate)
        {
            _accelerator.Bind();
            done = library.TryRun(what, Address(input), Address(weight), Address(output), bias, _accelerator.MemorySize / 4, bytes =>
            {
                rented.Add(Scratch(ScalarType.Byte, bytes));
                return Address(rented[^1]);
            });
        }
        foreach (var operand in rented) operand.Storage.Free();
        output.KeepAlive();
        input.KeepAlive();
        weight.KeepAlive();
        return done;
    }

    // For what the library refuses: 16-bit floats go to the kernels as float32.
    private Operand Widened(in Operand operand)
    {
        if (!operand.Type.IsReducedFloatingPoint()) return operand;
        var wide = Scratch(ScalarType.Float32, operand.Layout.Sizes);
        Copy(wide, operand);
        return wide;
    }
}
