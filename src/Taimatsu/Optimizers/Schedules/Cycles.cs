namespace Taimatsu.Modules;

/// <summary>How the momentum of a group is read and set: the setting <c>momentum</c>, or the first of <c>betas</c>.</summary>
internal static class CycledMomentum
{
    public static void Check(Optimizer optimizer)
    {
        foreach (var group in optimizer.param_groups)
            if (!group.Contains("momentum") && !group.Contains("betas")) throw new ArgumentException("optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
    }

    public static void Set(ParamGroup group, double momentum)
    {
        if (group.Contains("betas")) group["betas"] = (momentum, group.Pair("betas").Second);
        else group["momentum"] = momentum;
    }
}

/// <summary>One cycle: up from a small rate to <c>max_lr</c>, then down to a far smaller one, while the momentum goes the other way. Step it after every batch.</summary>
/// <exception cref="ArgumentException">The number of steps is missing or not positive, <c>pct_start</c> is outside [0, 1], the strategy is unknown, there is another number of rates than of groups, or more steps are made than planned.</exception>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html"/>
public sealed class OneCycleLR(Optimizer optimizer, IReadOnlyList<double> max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3, string anneal_strategy = "cos",
    bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1)
    : LRScheduler(optimizer, last_epoch)
{
    /// <summary>The rate and the momentum at the end of a part of the cycle, and the step of that end.</summary>
    private readonly record struct Corner(double Step, int Rate, double Momentum);

    private IReadOnlyList<double> _peaks = [];
    private Corner[] _corners = [];

    private int _total;

    private protected override void Prepare()
    {
        if (total_steps is null && epochs is null && steps_per_epoch is null) throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
        _total = total_steps is { } given ? Positive("total_steps", given)
            : Positive("epochs", epochs ?? 0) * Positive("steps_per_epoch", steps_per_epoch ?? 0);
        if (pct_start is not (>= 0 and <= 1)) throw new ArgumentException($"Expected float between 0 and 1 pct_start, but got {pct_start}");
        if (anneal_strategy is not ("cos" or "linear")) throw new ArgumentException($"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}");
        var groups = optimizer.param_groups;
        if (max_lr.Count != 1 && max_lr.Count != groups.Count) throw new ArgumentException($"expected {groups.Count} values for max_lr, got {max_lr.Count}");
        _peaks = [.. groups.Select((_, i) => max_lr[max_lr.Count == 1 ? 0 : i])];
        double total = _total, rise = pct_start * total - 1;
        // Rate 0 is the first one, 1 the highest, 2 the last.
        _corners = three_phase
            ? [new(0, 0, max_momentum), new(rise, 1, base_momentum), new(2 * pct_start * total - 2, 0, max_momentum), new(total - 1, 2, max_momentum)]
            : [new(0, 0, max_momentum), new(rise, 1, base_momentum), new(total - 1, 2, max_momentum)];
        if (cycle_momentum) CycledMomentum.Check(optimizer);
        if (last_epoch != -1) return;
        for (int i = 0; i < groups.Count; i++)
        {
            groups[i].InitialLearningRate = _peaks[i] / div_factor;
            groups[i]["max_lr"] = _peaks[i];
            groups[i]["min_lr"] = _peaks[i] / div_factor / final_div_factor;
            if (!cycle_momentum) continue;
            groups[i]["max_momentum"] = max_momentum;
            groups[i]["base_momentum"] = base_momentum;
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr()
    {
        if (last_epoch > _total) throw new ArgumentException($"Tried to step {last_epoch} times. The specified number of total steps is {_total}");
        int part = 1;
        while (part < _corners.Length - 1 && last_epoch > _corners[part].Step) part++;
        var (from, to) = (_corners[part - 1], _corners[part]);
        double share = (last_epoch - from.Step) / (to.Step - from.Step);
        var rates = new double[_peaks.Count];
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = Between(Rate(i, from.Rate), Rate(i, to.Rate), share);
            if (cycle_momentum) CycledMomentum.Set(optimizer.param_groups[i], Between(from.Momentum, to.Momentum, share));
        }
        return rates;
    }

    private double Rate(int group, int kind)
    {
        double first = _peaks[group] / div_factor;
        return kind == 0 ? first : kind == 1 ? _peaks[group] : first / final_div_factor;
    }

    private double Between(double start, double end, double share)
        => anneal_strategy == "cos" ? end + (start - end) / 2 * (Math.Cos(Math.PI * share) + 1) : (end - start) * share + start;

    private static int Positive(string name, int value) => value > 0 ? value : throw new ArgumentException($"Expected positive integer {name}, but got {value}");
}

/// <summary>Up and down between two rates, again and again. Step it after every batch.</summary>
/// <exception cref="ArgumentException">The mode is unknown, there is another number of rates than of groups, or the optimiser has no momentum to cycle.</exception>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html"/>
public sealed class CyclicLR(Optimizer optimizer, IReadOnlyList<double> base_lr, IReadOnlyList<double> max_lr, int step_size_up = 2000, int? step_size_down = null, string mode = "triangular", double gamma = 1,
    Func<double, double>? scale_fn = null, string scale_mode = "cycle", bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1)
    : LRScheduler(optimizer, last_epoch)
{
    private protected override void Prepare()
    {
        var groups = optimizer.param_groups;
        if (base_lr.Count != 1 && base_lr.Count != groups.Count) throw new ArgumentException($"expected {groups.Count} values for base_lr, got {base_lr.Count}");
        if (max_lr.Count != 1 && max_lr.Count != groups.Count) throw new ArgumentException($"expected {groups.Count} values for max_lr, got {max_lr.Count}");
        if (scale_fn is null && mode is not ("triangular" or "triangular2" or "exp_range")) throw new ArgumentException("mode is invalid and scale_fn is None");
        if (step_size_up <= 0 || step_size_down <= 0) throw new ArgumentException($"Expected positive step sizes, but got {step_size_up} and {step_size_down ?? step_size_up}");
        if (cycle_momentum) CycledMomentum.Check(optimizer);
        if (last_epoch != -1) return;
        for (int i = 0; i < groups.Count; i++) groups[i].InitialLearningRate = groups[i].lr = base_lr[base_lr.Count == 1 ? 0 : i];
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr()
    {
        double total = step_size_up + (step_size_down ?? step_size_up), rise = step_size_up / total;
        double cycle = Math.Floor(1 + last_epoch / total), x = 1 + last_epoch / total - cycle;
        double height = x <= rise ? x / rise : (x - 1) / (rise - 1);
        double scale = height * (scale_fn is not null ? scale_fn(scale_mode == "cycle" ? cycle : last_epoch) : mode switch
        {
            "triangular2" => 1 / Math.Pow(2, cycle - 1),
            "exp_range" => Math.Pow(gamma, last_epoch),
            _ => 1,
        });
        var rates = new double[optimizer.param_groups.Count];
        for (int i = 0; i < rates.Length; i++)
        {
            double low = base_lrs[i];
            rates[i] = low + (max_lr[max_lr.Count == 1 ? 0 : i] - low) * scale;
            if (cycle_momentum) CycledMomentum.Set(optimizer.param_groups[i], max_momentum - (max_momentum - base_momentum) * scale);
        }
        return rates;
    }
}
