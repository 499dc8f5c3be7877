using System.Globalization;
using Taimatsu.Optimizers;

namespace Taimatsu;

/// <summary>Changes an optimiser's learning rates from epoch to epoch: call <see cref="step()"/> after each.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"/>
public abstract class LRScheduler
{
    private readonly bool _isReady;

    /// <summary>A schedule of an optimiser that starts, or goes on after <paramref name="last_epoch"/>; sets the first learning rates.</summary>
    /// <exception cref="ArgumentException">It goes on, but a group does not know its initial rate.</exception>
    protected LRScheduler(Optimizer optimizer, int last_epoch = -1)
    {
        this.optimizer = optimizer;
        this.last_epoch = last_epoch;
        Prepare();
        for (int i = 0; i < optimizer.param_groups.Count; i++)
        {
            var group = optimizer.param_groups[i];
            if (group.Contains("initial_lr")) continue;
            if (last_epoch != -1) throw new ArgumentException($"param 'initial_lr' is not specified in param_groups[{i}] when resuming an optimizer");
            group.InitialLearningRate = group.lr;
        }
        base_lrs = [.. optimizer.param_groups.Select(g => g.InitialLearningRate)];
        _last_lr = [.. optimizer.param_groups.Select(g => g.lr)];
        InitialStep();
        _isReady = true;
    }

    /// <summary>The optimiser whose rates change.</summary>
    public Optimizer optimizer { get; }

    /// <summary>The number of the current epoch, from 0 on.</summary>
    public int last_epoch { get; set; }

    /// <summary>The rates that the schedule starts from, one for each group.</summary>
    public IReadOnlyList<double> base_lrs { get; private set; }

    /// <summary>How often a step was made, the first one included.</summary>
    protected int StepsMade { get; private set; }

    private IReadOnlyList<double> _last_lr;

    /// <summary>The rates that the last step set, one for each group.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LRScheduler.html"/>
    public virtual IReadOnlyList<double> get_last_lr() => _last_lr;

    /// <summary>Goes on to the next epoch and sets its rates.</summary>
    public virtual void step()
    {
        StepsMade++;
        last_epoch++;
        Set([.. get_lr()]);
    }

    /// <summary>Goes to an epoch and sets its rates, computed directly where the schedule has a formula for it.</summary>
    public virtual void step(int epoch)
    {
        StepsMade++;
        last_epoch = epoch;
        Set([.. get_closed_form_lr() ?? get_lr()]);
    }

    /// <summary>What the schedule has to remember to go on from here.</summary>
    public virtual OrderedDictionary<string, object?> state_dict() => new()
    {
        ["base_lrs"] = base_lrs.Cast<object?>().ToList(),
        ["last_epoch"] = (long)last_epoch,
        ["_step_count"] = (long)StepsMade,
        ["_last_lr"] = get_last_lr().Cast<object?>().ToList(),
    };

    /// <summary>Goes on from where another schedule of the same kind was.</summary>
    /// <exception cref="ArgumentException">An entry is missing.</exception>
    public virtual void load_state_dict(System.Collections.IDictionary state_dict)
    {
        last_epoch = Convert.ToInt32(Entry("last_epoch"), CultureInfo.InvariantCulture);
        StepsMade = Convert.ToInt32(Entry("_step_count"), CultureInfo.InvariantCulture);
        base_lrs = Numbers("base_lrs");
        _last_lr = Numbers("_last_lr");

        object Entry(string name) => state_dict[name] ?? throw new ArgumentException($"load_state_dict: the schedule's state has no entry '{name}'");
        List<double> Numbers(string name) => [.. ((System.Collections.IEnumerable)Entry(name)).Cast<object>().Select(v => Convert.ToDouble(v, CultureInfo.InvariantCulture))];
    }

    /// <summary>The rates of the current epoch from those of the one before.</summary>
    protected abstract IEnumerable<double> get_lr();

    /// <summary>The rates of the current epoch from the first ones; null where there is no formula.</summary>
    protected virtual IEnumerable<double>? get_closed_form_lr() => null;

    /// <summary>Runs before the first rates are computed.</summary>
    private protected virtual void Prepare() { }

    /// <summary>The first step, which a schedule makes when it is created.</summary>
    internal void InitialStep()
    {
        StepsMade = 0;
        step();
    }

    /// <summary>The current rates, one for each group.</summary>
    private protected IEnumerable<double> Current => optimizer.param_groups.Select(g => g.lr);

    /// <summary>Each current rate times a factor.</summary>
    private protected IEnumerable<double> Times(double factor) => Current.Select(lr => lr * factor);

    /// <summary>Sets the rates of all groups.</summary>
    private protected void Set(IReadOnlyList<double> rates)
    {
        for (int i = 0; i < rates.Count; i++) optimizer.param_groups[i].lr = rates[i];
        _last_lr = rates;
    }

    /// <summary>True once the first step was made.</summary>
    private protected bool IsReady => _isReady;
}
