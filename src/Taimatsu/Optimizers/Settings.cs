namespace Taimatsu.Optimizers;

/// <summary>The settings that an optimiser starts with, and the checks that they share.</summary>
internal static class Settings
{
    /// <summary>Zero as the whole number that PyTorch's default is, so that it prints and is saved as <c>0</c>; any other number as it is.</summary>
    public static object WholeZero(double value) => value == 0 ? (object)0L : value;

    /// <summary>Settings by name.</summary>
    public static KeyValuePair<string, object?>[] Of(params ReadOnlySpan<(string Name, object? Value)> settings)
    {
        var result = new KeyValuePair<string, object?>[settings.Length];
        for (int i = 0; i < result.Length; i++) result[i] = new(settings[i].Name, settings[i].Value);
        return result;
    }

    /// <summary>One group of all parameters.</summary>
    public static IEnumerable<ParamGroup> Single(IEnumerable<Tensor> parameters) => [new ParamGroup(parameters)];

    /// <summary>Throws unless the number is at least 0, in PyTorch's words.</summary>
    public static void NotNegative(string what, double value)
    {
        if (!(value >= 0)) throw new ArgumentException($"Invalid {what}: {Scalar.PythonFloat(value)}");
    }

    /// <summary>Throws unless both are in [0, 1), in PyTorch's words.</summary>
    public static void Betas((double First, double Second) betas)
    {
        if (!(betas.First is >= 0 and < 1)) throw new ArgumentException($"Invalid beta parameter at index 0: {Scalar.PythonFloat(betas.First)}");
        if (!(betas.Second is >= 0 and < 1)) throw new ArgumentException($"Invalid beta parameter at index 1: {Scalar.PythonFloat(betas.Second)}");
    }
}
