using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Modules;

/// <summary>What normalisations of channels share: scale and shift of each channel, and running statistics.</summary>
public abstract class ChannelNormalization : Module<Tensor, Tensor>
{
    internal override bool MakesNewResult => true;

    private protected ChannelNormalization(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new Parameter(torch.ones(num_features, dtype, device));
            bias = new Parameter(torch.zeros(num_features, dtype, device));
        }
        if (!track_running_stats) return;
        register_buffer("running_mean", running_mean = torch.zeros(num_features, dtype, device));
        register_buffer("running_var", running_var = torch.ones(num_features, dtype, device));
        register_buffer("num_batches_tracked", num_batches_tracked = torch.zeros(Size.Create([]), ScalarType.Int64, device));
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>What is added to the variance.</summary>
    public double eps { get; }

    /// <summary>How much of the running statistics each batch replaces; null for the mean over all batches.</summary>
    public double? momentum { get; }

    /// <summary>True if the channels are scaled and shifted.</summary>
    public bool affine { get; }

    /// <summary>True if running statistics are kept for evaluation.</summary>
    public bool track_running_stats { get; }

    /// <summary>The scales: [num_features]; null without.</summary>
    public Parameter? weight { get; set; }

    /// <summary>The shifts: [num_features]; null without.</summary>
    public Parameter? bias { get; set; }

    /// <summary>The running means: [num_features]; null without.</summary>
    public Tensor? running_mean { get; set; }

    /// <summary>The running variances: [num_features]; null without.</summary>
    public Tensor? running_var { get; set; }

    /// <summary>The number of batches seen while training; null without running statistics.</summary>
    public Tensor? num_batches_tracked { get; set; }

    private protected override long StateVersion => 2;

    /// <summary>Starts the running statistics anew.</summary>
    public void reset_running_stats()
    {
        running_mean?.zero_();
        running_var?.fill_(1);
        num_batches_tracked?.zero_();
    }

    /// <summary>Starts the running statistics, scales and shifts anew.</summary>
    public void reset_parameters()
    {
        reset_running_stats();
        if (weight is not null) torch.nn.init.ones_(weight);
        if (bias is not null) torch.nn.init.zeros_(bias);
    }

    /// <inheritdoc/>
    public override string extra_repr()
        => $"{num_features}, eps={Scalar.PythonFloat(eps)}, momentum={(momentum is { } m ? Scalar.PythonFloat(m) : "None")}, affine={(affine ? "True" : "False")}, track_running_stats={(track_running_stats ? "True" : "False")}";

    // Before the counter was invented, files had none.
    private protected override bool MayBeMissing(string name, IDictionary<string, Tensor> source, string prefix)
        => name == "num_batches_tracked" && source is StateDict state && !(state._metadata.TryGetValue(prefix.TrimEnd('.'), out long version) && version >= 2);
}

/// <summary>What the batch normalisations share.</summary>
public abstract class BatchNorm : ChannelNormalization
{
    private protected BatchNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype) { }

    private protected abstract void Check(Tensor input);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Check(input);
        double factor = momentum ?? 0;
        if (training && track_running_stats && num_batches_tracked is not null)
        {
            using (torch.no_grad()) num_batches_tracked.add_(1);
            if (momentum is null) factor = 1.0 / num_batches_tracked.item<long>();
        }
        bool usesBatch = training || (running_mean is null && running_var is null);
        bool usesRunning = !training || track_running_stats;
        return F.batch_norm(input, usesRunning ? running_mean : null, usesRunning ? running_var : null, weight, bias, usesBatch, factor, eps);
    }
}

/// <summary>Batch normalisation of [N, C] or [N, C, L].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html"/>
public sealed class BatchNorm1d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
    : BatchNorm(num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override void Check(Tensor input)
    {
        if (input.ndim is not (2 or 3)) throw new ArgumentException($"expected 2D or 3D input (got {input.ndim}D input)");
    }
}

/// <summary>Batch normalisation of [N, C, H, W].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html"/>
public sealed class BatchNorm2d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
    : BatchNorm(num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override void Check(Tensor input)
    {
        if (input.ndim != 4) throw new ArgumentException($"expected 4D input (got {input.ndim}D input)");
    }
}

/// <summary>Batch normalisation of [N, C, D, H, W].</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html"/>
public sealed class BatchNorm3d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
    : BatchNorm(num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override void Check(Tensor input)
    {
        if (input.ndim != 5) throw new ArgumentException($"expected 5D input (got {input.ndim}D input)");
    }
}

/// <summary>What the instance normalisations share.</summary>
public abstract class InstanceNorm : ChannelNormalization
{
    private readonly int _rank;

    private protected InstanceNorm(int rank, long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype) => _rank = rank;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (input.ndim != _rank && input.ndim != _rank - 1) throw new ArgumentException($"expected {_rank - 1}D or {_rank}D input (got {input.ndim}D input)");
        var batch = input.ndim == _rank ? input : input.unsqueeze(0);
        if (batch.size(1) != num_features && affine)
            throw new ArgumentException($"expected input's size at dim={input.ndim - _rank + 1} to match num_features ({num_features}), but got: {batch.size(1)}.");
        var result = F.instance_norm(batch, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0, eps);
        return input.ndim == _rank ? result : result.squeeze(0);
    }
}

/// <summary>Normalises each channel of each sequence of [N, C, L] or [C, L] by itself.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html"/>
public sealed class InstanceNorm1d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
    : InstanceNorm(3, num_features, eps, momentum, affine, track_running_stats, device, dtype);

/// <summary>Normalises each channel of each image of [N, C, H, W] or [C, H, W] by itself.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html"/>
public sealed class InstanceNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
    : InstanceNorm(4, num_features, eps, momentum, affine, track_running_stats, device, dtype);
