namespace Taimatsu.Modules;

/// <summary>Lowers the rate when a measure has stopped improving: call <see cref="step(double)"/> with it after each epoch.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html"/>
public sealed class ReduceLROnPlateau : LRScheduler
{
    private readonly bool _wantsLow, _isRelative;
    private readonly double _factor, _threshold, _eps;
    private readonly int _patience, _cooldown;
    private readonly double[] _lowest;
    private int _badEpochs, _cooling;

    /// <summary>A schedule for a measure that should fall (mode <c>min</c>) or rise (<c>max</c>).</summary>
    /// <exception cref="ArgumentException">The factor is not below 1, or a mode is unknown.</exception>
    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IEnumerable<double>? min_lr = null, double eps = 1e-8)
        : base(optimizer)
    {
        if (factor >= 1.0) throw new ArgumentException("Factor should be < 1.0.");
        if (mode is not ("min" or "max")) throw new ArgumentException($"mode {mode} is unknown!");
        if (threshold_mode is not ("rel" or "abs")) throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
        _wantsLow = mode == "min";
        _isRelative = threshold_mode == "rel";
        (_factor, _patience, _threshold, _cooldown, _eps) = (factor, patience, threshold, cooldown, eps);
        double[] given = min_lr is null ? [0] : [.. min_lr];
        _lowest = given.Length == 1 ? [.. optimizer.param_groups.Select(_ => given[0])] : PerGroup.Of(optimizer, given, "min_lrs");
        best = _wantsLow ? double.PositiveInfinity : double.NegativeInfinity;
        last_epoch = 0;
    }

    /// <summary>The best measure so far.</summary>
    public double best { get; private set; }

    /// <summary>Looks at a measure and lowers the rates if it has not improved for longer than the patience.</summary>
    public void step(double metrics)
    {
        last_epoch++;
        if (IsBetter(metrics))
        {
            best = metrics;
            _badEpochs = 0;
        }
        else _badEpochs++;
        if (_cooling > 0)
        {
            _cooling--;
            _badEpochs = 0;
        }
        if (_badEpochs > _patience)
        {
            for (int i = 0; i < optimizer.param_groups.Count; i++)
            {
                var group = optimizer.param_groups[i];
                double lower = Math.Max(group.lr * _factor, _lowest[i]);
                if (group.lr - lower > _eps) group.lr = lower;
            }
            _cooling = _cooldown;
            _badEpochs = 0;
        }
        Set([.. Current]);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always after the first: this schedule needs a measure.</exception>
    public override void step()
    {
        if (IsReady) throw new InvalidOperationException("ReduceLROnPlateau.step: missing the metrics; call step(metrics)");
    }

    /// <summary>The same as <see cref="step(double)"/>.</summary>
    public override void step(int epoch) => step((double)epoch);

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => Current;

    private bool IsBetter(double value) => (_wantsLow, _isRelative) switch
    {
        (true, true) => value < best * (1 - _threshold),
        (true, false) => value < best - _threshold,
        (false, true) => value > best * (_threshold + 1),
        (false, false) => value > best + _threshold,
    };
}
