namespace Taimatsu.Optimizers;

/// <summary>What optimisers remember of a parameter: made when first asked for.</summary>
internal static class StepCount
{
    /// <summary>Counts a step and returns its number. The count is a float32 tensor on the processor, as PyTorch saves it.</summary>
    public static double Next(OrderedDictionary<string, object?> state)
    {
        if (!state.TryGetValue("step", out object? known) || known is not Tensor count) state["step"] = count = torch.zeros(Size.Create([]), ScalarType.Float32);
        ref float number = ref count.Operand.First<float>();
        number += 1;
        count.BumpVersion();
        return number;
    }

    /// <summary>A tensor like the parameter, zero at first.</summary>
    public static Tensor Zeros(this OrderedDictionary<string, object?> state, string name, Tensor parameter)
    {
        if (!state.TryGetValue(name, out object? known) || known is not Tensor tensor) state[name] = tensor = torch.zeros_like(parameter);
        return tensor;
    }
}
