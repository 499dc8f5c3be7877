namespace Taimatsu.Modules;

/// <summary>Several schedules one after the other, each from its milestone on.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html"/>
public sealed class SequentialLR : LRScheduler
{
    private readonly LRScheduler[] _schedules;
    private readonly int[] _milestones;

    /// <summary>Schedules of one optimiser, and the epochs at which the next one takes over.</summary>
    /// <exception cref="ArgumentException">There is not one milestone between each two schedules, or they are of other optimisers.</exception>
    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) : base(optimizer, last_epoch)
    {
        _schedules = [.. schedulers];
        _milestones = [.. milestones];
        if (_schedules.Length == 0) throw new ArgumentException("SequentialLR expects at least one scheduler to be chained, but got no scheduler.");
        if (_schedules.Any(s => !ReferenceEquals(s.optimizer, optimizer))) throw new ArgumentException("SequentialLR expects all schedulers to belong to the same optimizer");
        if (_milestones.Length != _schedules.Length - 1)
            throw new ArgumentException($"Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers {_schedules.Length} and the number of milestones to be equal to {_milestones.Length}");
        // Each schedule made its first step when it was created; take them back and let only the first one begin.
        foreach (var group in optimizer.param_groups) group.lr = group.InitialLearningRate;
        foreach (var schedule in _schedules) schedule.last_epoch--;
        _schedules[0].InitialStep();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> get_last_lr() => [.. Current];

    /// <inheritdoc/>
    public override void step()
    {
        last_epoch++;
        if (!IsReady) return;
        int number = _milestones.Count(m => m <= last_epoch);
        if (number > 0 && _milestones[number - 1] == last_epoch) _schedules[number].step(0);
        else _schedules[number].step();
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => Current;
}

/// <summary>Several schedules at once, one on top of the other.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html"/>
public sealed class ChainedScheduler : LRScheduler
{
    private readonly LRScheduler[] _schedules;

    /// <summary>Schedules of one optimiser.</summary>
    /// <exception cref="ArgumentException">There is none, or they are of several optimisers.</exception>
    public ChainedScheduler(IEnumerable<LRScheduler> schedulers) : this([.. schedulers]) { }

    private ChainedScheduler(LRScheduler[] schedules) : base(Check(schedules)) => _schedules = schedules;

    /// <inheritdoc/>
    public override IReadOnlyList<double> get_last_lr() => [.. Current];

    /// <inheritdoc/>
    public override void step()
    {
        last_epoch++;
        if (!IsReady) return;
        foreach (var schedule in _schedules) schedule.step();
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => Current;

    private static Optimizer Check(LRScheduler[] schedules)
    {
        if (schedules.Length == 0) throw new ArgumentException("ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.");
        if (schedules.Any(s => !ReferenceEquals(s.optimizer, schedules[0].optimizer))) throw new ArgumentException("ChainedScheduler expects all schedulers to belong to the same optimizer");
        return schedules[0].optimizer;
    }
}
