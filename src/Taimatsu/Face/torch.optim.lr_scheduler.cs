using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates. Each function makes one of the same name.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"/>
        public static partial class lr_scheduler
        {
            /// <summary>Multiplies the rate by gamma every so many epochs.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html"/>
            public static StepLR StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1) => new(optimizer, step_size, gamma, last_epoch);

            /// <summary>Multiplies the rate by gamma at given epochs.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html"/>
            public static MultiStepLR MultiStepLR(Optimizer optimizer, IEnumerable<int> milestones, double gamma = 0.1, int last_epoch = -1) => new(optimizer, milestones, gamma, last_epoch);

            /// <summary>Multiplies the rate by gamma every epoch.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html"/>
            public static ExponentialLR ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1) => new(optimizer, gamma, last_epoch);

            /// <summary>The first rate times a function of the epoch.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html"/>
            public static LambdaLR LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1) => new(optimizer, lr_lambda, last_epoch);

            /// <summary>The first rate times a function of the epoch, one for each group.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html"/>
            public static LambdaLR LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1) => new(optimizer, lr_lambdas, last_epoch);

            /// <summary>Multiplies the rate by a function of the epoch every epoch.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html"/>
            public static MultiplicativeLR MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1) => new(optimizer, lr_lambda, last_epoch);

            /// <summary>Multiplies the rate by a function of the epoch every epoch, one for each group.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html"/>
            public static MultiplicativeLR MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1) => new(optimizer, lr_lambdas, last_epoch);

            /// <summary>A fraction of the rate for the first epochs.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html"/>
            public static ConstantLR ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1) => new(optimizer, factor, total_iters, last_epoch);

            /// <summary>Moves the rate's factor along a line for the first epochs.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html"/>
            public static LinearLR LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1) => new(optimizer, start_factor, end_factor, total_iters, last_epoch);

            /// <summary>Lowers the rate to zero along a power of the epochs that are left.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html"/>
            public static PolynomialLR PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1) => new(optimizer, total_iters, power, last_epoch);

            /// <summary>Lowers and raises the rate along a cosine with half a period of T_max epochs.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html"/>
            public static CosineAnnealingLR CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1) => new(optimizer, T_max, eta_min, last_epoch);

            /// <summary>Lowers the rate along a cosine and starts again after T_0 epochs, then after T_mult times as many.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html"/>
            public static CosineAnnealingWarmRestarts CosineAnnealingWarmRestarts(Optimizer optimizer, int T_0, int T_mult = 1, double eta_min = 0, int last_epoch = -1) => new(optimizer, T_0, T_mult, eta_min, last_epoch);

            /// <summary>One cycle: up to <paramref name="max_lr"/>, then down to a far smaller rate, while the momentum goes the other way; step it after every batch.</summary>
            /// <exception cref="ArgumentException">The number of steps is missing or not positive, or another setting is out of its range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html"/>
            public static OneCycleLR OneCycleLR(Optimizer optimizer, double max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3, string anneal_strategy = "cos", bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1)
                => new(optimizer, [max_lr], total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch);

            /// <summary>The same with a highest rate for each group.</summary>
            /// <exception cref="ArgumentException">The number of steps is missing or not positive, or another setting is out of its range.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html"/>
            public static OneCycleLR OneCycleLR(Optimizer optimizer, IReadOnlyList<double> max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3, string anneal_strategy = "cos", bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1)
                => new(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch);

            /// <summary>Up and down between two rates, again and again; step it after every batch.</summary>
            /// <exception cref="ArgumentException">The mode is unknown, or the optimiser has no momentum to cycle.</exception>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html"/>
            public static CyclicLR CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int? step_size_down = null, string mode = "triangular", double gamma = 1, Func<double, double>? scale_fn = null, string scale_mode = "cycle", bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1)
                => new(optimizer, [base_lr], [max_lr], step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, base_momentum, max_momentum, last_epoch);

            /// <summary>Several schedules one after the other, each from its milestone on.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html"/>
            public static SequentialLR SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) => new(optimizer, schedulers, milestones, last_epoch);

            /// <summary>Several schedules at once, one on top of the other.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html"/>
            public static ChainedScheduler ChainedScheduler(IEnumerable<LRScheduler> schedulers) => new(schedulers);

            /// <summary>Lowers the rate when a measure has stopped improving.</summary>
            /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html"/>
            public static ReduceLROnPlateau ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IEnumerable<double>? min_lr = null, double eps = 1e-8) => new(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps);
        }
    }
}
