namespace Taimatsu.Autograd;

/// <summary>A tensor that a node keeps for its backward pass, with the version it had.</summary>
internal readonly struct SavedTensor
{
    private readonly Tensor? _tensor;
    private readonly int _version;

    public SavedTensor(Tensor? tensor)
    {
        if (tensor is { IsInference: true }) ThrowInference();
        _tensor = tensor;
        _version = tensor?._version ?? 0;
    }

    /// <summary>The tensor, if it was not changed in place since it was saved.</summary>
    public Tensor? Unpack()
    {
        if (_tensor is not null && _tensor._version != _version) ThrowChanged();
        return _tensor;
    }

    private void ThrowChanged()
    {
        var tensor = _tensor!;
        string origin = tensor.grad_fn is { } node ? $", which is output {tensor.OutputNr} of {node.Name}," : "";
        throw new InvalidOperationException(
            $"one of the variables needed for gradient computation has been modified by an inplace operation: [torch.{tensor.dtype.LegacyName()}Tensor " +
            $"[{string.Join(", ", tensor.shape)}]]{origin} is at version {tensor._version}; expected version {_version} instead. Hint: enable anomaly detection to find the " +
            "operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).");
    }

    private static void ThrowInference() => throw new InvalidOperationException(
        "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by autograd. " +
        "To work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.");
}
