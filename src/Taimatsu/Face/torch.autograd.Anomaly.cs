using Taimatsu.Autograd;

namespace Taimatsu;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Until the result is disposed, errors of a backward pass tell where the operator was called, and gradients that turn NaN are errors. Slow: for debugging.
        /// </summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly"/>
        public static IDisposable detect_anomaly(bool check_nan = true) => new AnomalyScope(true, check_nan);

        /// <summary>Switches the detection of anomalies on or off; disposing the result brings back what was.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.set_detect_anomaly"/>
        public static IDisposable set_detect_anomaly(bool mode, bool check_nan = true) => new AnomalyScope(mode, check_nan);

        private sealed class AnomalyScope : IDisposable
        {
            private readonly bool _enabled = AnomalyMode.IsEnabled, _checks = AnomalyMode.ChecksNaN;

            public AnomalyScope(bool enabled, bool checks) => (AnomalyMode.IsEnabled, AnomalyMode.ChecksNaN) = (enabled, checks);

            public void Dispose() => (AnomalyMode.IsEnabled, AnomalyMode.ChecksNaN) = (_enabled, _checks);
        }
    }
}
