namespace Taimatsu.Autograd;

/// <summary>Whether operators record a graph, thread by thread.</summary>
internal static class GradMode
{
    [ThreadStatic] private static bool t_off;
    [ThreadStatic] private static bool t_inference;

    // Every new tensor asks: a process that never uses the mode does not look into the thread's memory for it.
    private static bool s_inferenceWasUsed;

    /// <summary>True unless inside no_grad or inference_mode.</summary>
    public static bool IsEnabled
    {
        get => !t_off;
        set => t_off = !value;
    }

    /// <summary>True inside inference_mode: new tensors are inference tensors, which autograd never saves.</summary>
    public static bool IsInference
    {
        get => s_inferenceWasUsed && t_inference;
        set
        {
            if (value) s_inferenceWasUsed = true;
            t_inference = value;
        }
    }
}
