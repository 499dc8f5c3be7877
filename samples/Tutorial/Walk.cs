namespace Tutorial;

/// <summary>The tutorial's chapters, in its order. The same seed gives the same numbers as in Python.</summary>
public static class Walk
{
    public static void All(TextWriter output)
    {
        manual_seed(0);
        var page = new Page(output);
        Tensors.Run(page);
        var x = Arithmetic.Run(page);
        Indexing.Run(page, x);
        SharingMemory.Run(page);
        Devices.Run(page);
        Gradients.Run(page);
        var net = Networks.Run(page);
        Training.Run(page, net);
        Saving.Run(page, net.Network, net.Input);
    }
}

/// <summary>Where the chapters print; lines end as Python's do.</summary>
public sealed class Page(TextWriter output)
{
    public void Title(string text) => output.Write($"\n== {text}\n");

    /// <summary>Python's print: values with a space between them.</summary>
    public void Print(params object?[] values) => output.Write(string.Join(' ', values.Select(v => v ?? "None")) + "\n");

    /// <summary>A node of the graph by its name; Python adds the object's address.</summary>
    public void Print(Node? node) => output.Write((node is null ? "None" : $"<{node.name()}>") + "\n");
}
