namespace Taimatsu.Autograd;

/// <summary>Whether operators record a graph, thread by thread.</summary>
internal static class GradMode
{
    [ThreadStatic] private static bool t_off;
    [ThreadStatic] private static bool t_inference;

    /// <summary>True unless inside no_grad or inference_mode.</summary>
    public static bool IsEnabled
    {
        get => !t_off;
        set => t_off = !value;
    }

    /// <summary>True inside inference_mode: new tensors are inference tensors, which autograd never saves.</summary>
    public static bool IsInference
    {
        get => t_inference;
        set => t_inference = value;
    }
}
