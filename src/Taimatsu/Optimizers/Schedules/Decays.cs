namespace Taimatsu.Modules;

/// <summary>Multiplies the rate by gamma every so many epochs.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html"/>
public sealed class StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => last_epoch == 0 || last_epoch % step_size != 0 ? Current : Times(gamma);

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr() => base_lrs.Select(lr => lr * Math.Pow(gamma, last_epoch / step_size));
}

/// <summary>Multiplies the rate by gamma at given epochs.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html"/>
public sealed class MultiStepLR(Optimizer optimizer, IEnumerable<int> milestones, double gamma = 0.1, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    private readonly int[] _milestones = [.. milestones];

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr()
    {
        int here = _milestones.Count(m => m == last_epoch);
        return here == 0 ? Current : Times(Math.Pow(gamma, here));
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr() => base_lrs.Select(lr => lr * Math.Pow(gamma, _milestones.Count(m => m <= last_epoch)));
}

/// <summary>Multiplies the rate by gamma every epoch.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html"/>
public sealed class ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => last_epoch == 0 ? Current : Times(gamma);

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr() => base_lrs.Select(lr => lr * Math.Pow(gamma, last_epoch));
}

/// <summary>The first rate times a function of the epoch.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html"/>
public sealed class LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    private readonly Func<int, double>[] _functions = PerGroup.Of(optimizer, lr_lambdas, "lr_lambdas");

    /// <summary>One function for all groups.</summary>
    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1) : this(optimizer, [.. optimizer.param_groups.Select(_ => lr_lambda)], last_epoch) { }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => base_lrs.Select((lr, i) => lr * _functions[i](last_epoch));
}

/// <summary>Multiplies the rate by a function of the epoch every epoch.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html"/>
public sealed class MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    private readonly Func<int, double>[] _functions = PerGroup.Of(optimizer, lr_lambdas, "lr_lambdas");

    /// <summary>One function for all groups.</summary>
    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1) : this(optimizer, [.. optimizer.param_groups.Select(_ => lr_lambda)], last_epoch) { }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => last_epoch > 0 ? Current.Select((lr, i) => lr * _functions[i](last_epoch)) : Current;
}

/// <summary>A fraction of the rate for the first epochs.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html"/>
public sealed class ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    private protected override void Prepare()
    {
        if (factor is > 1 or < 0) throw new ArgumentException("Constant multiplicative factor expected to be between 0 and 1.");
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr() => last_epoch == 0 ? Times(factor) : last_epoch != total_iters ? Current : Times(1 / factor);

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr() => base_lrs.Select(lr => lr * (factor + (last_epoch >= total_iters ? 1 - factor : 0)));
}

/// <summary>Moves the rate's factor along a line for the first epochs.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html"/>
public sealed class LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    private protected override void Prepare()
    {
        if (start_factor is > 1 or <= 0) throw new ArgumentException("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
        if (end_factor is > 1 or < 0) throw new ArgumentException("Ending multiplicative factor expected to be between 0 and 1.");
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr()
    {
        if (last_epoch == 0) return Times(start_factor);
        if (last_epoch > total_iters) return Current;
        return Times(1 + (end_factor - start_factor) / (total_iters * start_factor + (last_epoch - 1) * (end_factor - start_factor)));
    }

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr()
        => base_lrs.Select(lr => lr * (start_factor + (end_factor - start_factor) * Math.Min(total_iters, last_epoch) / total_iters));
}

/// <summary>Lowers the rate to zero along a power of the epochs that are left.</summary>
/// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html"/>
public sealed class PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1) : LRScheduler(optimizer, last_epoch)
{
    /// <inheritdoc/>
    protected override IEnumerable<double> get_lr()
        => last_epoch == 0 || last_epoch > total_iters ? Current : Times(Math.Pow((1.0 - (double)last_epoch / total_iters) / (1.0 - (double)(last_epoch - 1) / total_iters), power));

    /// <inheritdoc/>
    protected override IEnumerable<double> get_closed_form_lr()
        => base_lrs.Select(lr => lr * Math.Pow(1.0 - (double)Math.Min(total_iters, last_epoch) / total_iters, power));
}

/// <summary>Values that schedules have for each group of parameters.</summary>
internal static class PerGroup
{
    /// <summary>The values, as many as there are groups.</summary>
    public static T[] Of<T>(Optimizer optimizer, IEnumerable<T> values, string name)
    {
        var all = values.ToArray();
        return all.Length == optimizer.param_groups.Count ? all : throw new ArgumentException($"Expected {optimizer.param_groups.Count} {name}, but got {all.Length}");
    }
}
