using Taimatsu.Autograd;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>Stops recording on this thread until the result is disposed: <c>using (torch.no_grad()) …</c>.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html"/>
    public static IDisposable no_grad() => new GradScope(enabled: false);

    /// <summary>Records on this thread, also inside no_grad, until the result is disposed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.enable_grad.html"/>
    public static IDisposable enable_grad(bool enabled = true) => new GradScope(enabled);

    /// <summary>Switches recording on this thread on or off until the result is disposed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_grad_enabled.html"/>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradScope(mode);

    /// <summary>As no_grad, and tensors made inside can never take part in a recorded computation.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html"/>
    public static IDisposable inference_mode(bool mode = true) => mode ? new GradScope(enabled: false, inference: true) : new GradScope(enabled: true, inference: false);

    /// <summary>True if operators on this thread record.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.is_grad_enabled.html"/>
    public static bool is_grad_enabled() => GradMode.IsEnabled;

    /// <summary>True inside inference_mode.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.is_inference_mode_enabled.html"/>
    public static bool is_inference_mode_enabled() => GradMode.IsInference;

    private sealed class GradScope : IDisposable
    {
        private readonly bool _enabled = GradMode.IsEnabled, _inference = GradMode.IsInference;
        private bool _left;

        public GradScope(bool enabled, bool? inference = null)
        {
            GradMode.IsEnabled = enabled;
            if (inference is { } value) GradMode.IsInference = value;
        }

        public void Dispose()
        {
            if (_left) return;
            _left = true;
            GradMode.IsEnabled = _enabled;
            GradMode.IsInference = _inference;
        }
    }
}
