namespace Taimatsu.Microbench;

/// <summary>Recurrent layers: one step as a server asks it, and a sequence with its gradients.</summary>
public class Recurrent : KernelBenchmark
{
    private LSTM _lstm = null!;
    private GRU _gru = null!;
    private Tensor _step = null!, _sequence = null!, _learning = null!, _grad = null!;

    [Params(64, 256)]
    public int Width { get; set; }

    protected override void Setup()
    {
        (_lstm, _gru) = (nn.LSTM(Width, Width), nn.GRU(Width, Width));
        (_step, _sequence) = (randn(1, 16, Width), randn(32, 16, Width));
        (_learning, _grad) = (randn(32, 16, Width).requires_grad_(), randn(32, 16, Width));
    }

    [Benchmark]
    public void LstmStepOf16()
    {
        using var scope = NewDisposeScope();
        using var silence = no_grad();
        _lstm.call(_step);
    }

    [Benchmark]
    public void GruStepOf16()
    {
        using var scope = NewDisposeScope();
        using var silence = no_grad();
        _gru.call(_step);
    }

    [Benchmark]
    public void Lstm32StepsOf16()
    {
        using var scope = NewDisposeScope();
        using var silence = no_grad();
        _lstm.call(_sequence);
    }

    [Benchmark]
    public void Lstm32StepsOf16WithGradients()
    {
        using var scope = NewDisposeScope();
        autograd.grad([_lstm.call(_learning).Item1], [_learning, .. _lstm.parameters()], [_grad]);
    }

    [Benchmark]
    public void Gru32StepsOf16WithGradients()
    {
        using var scope = NewDisposeScope();
        autograd.grad([_gru.call(_learning).Item1], [_learning, .. _gru.parameters()], [_grad]);
    }
}
