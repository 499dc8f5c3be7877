namespace Taimatsu.Modules;

/// <summary>Lowers and raises the rate along a cosine with half a period of T_max epochs.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html"/>
public sealed class CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr()
    {
        if (last_epoch == 0) return Current;
        if (StepsMade == 1) return base_lrs.Select(lr => eta_min + (lr - eta_min) * (1 + Math.Cos(last_epoch * Math.PI / T_max)) / 2);
        if ((last_epoch - 1 - T_max) % (2 * T_max) == 0) return Current.Select((lr, i) => lr + (base_lrs[i] - eta_min) * (1 - Math.Cos(Math.PI / T_max)) / 2);
        double ratio = (1 + Math.Cos(Math.PI * last_epoch / T_max)) / (1 + Math.Cos(Math.PI * (last_epoch - 1) / T_max));
        return Current.Select(lr => ratio * (lr - eta_min) + eta_min);
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr() => base_lrs.Select(lr => eta_min + (lr - eta_min) * (1 + Math.Cos(Math.PI * last_epoch / T_max)) / 2);
}

/// <summary>Lowers the rate along a cosine and starts again after T_0 epochs, then after T_mult times as many.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html"/>
public sealed class CosineAnnealingWarmRestarts(Optimizer optimizer, int T_0, int T_mult = 1, double eta_min = 0, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    private int _period, _within;

    private protected override void Prepare()
    {
        if (T_0 <= 0) throw new ArgumentException($"Expected positive integer T_0, but got {T_0}");
        if (T_mult < 1) throw new ArgumentException($"Expected integer T_mult >= 1, but got {T_mult}");
        _period = T_0;
        _within = last_epoch;
    }

    /// <inheritdoc/>
    public override void step()
    {
        if (++_within >= _period)
        {
            _within -= _period;
            _period *= T_mult;
        }
        base.step();
    }

    /// <inheritdoc/>
    public override void step(int epoch)
    {
        if (epoch < 0) throw new ArgumentException($"Expected non-negative epoch, but got {epoch}");
        _period = T_0;
        _within = epoch;
        while (_within >= _period)
        {
            _within -= _period;
            _period *= T_mult;
        }
        base.step(epoch);
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => base_lrs.Select(lr => eta_min + (lr - eta_min) * (1 + Math.Cos(Math.PI * _within / _period)) / 2);
}
