namespace Tutorial;

/// <summary>Arrays and tensors over the same memory, and conversions between element types.</summary>
internal static class SharingMemory
{
    public static void Run(Page page)
    {
        page.Title("Sharing memory");
        var a = ones(5);
        page.Print(a);
        var b = a.numpy<float>();
        a.add_(1);
        page.Print(a);
        page.Print(List(b.ToArray(), v => $"{v:0.0}"));

        var array = new double[] { 1, 1, 1, 1, 1 };
        var shared = from_array(array);
        for (int i = 0; i < array.Length; i++) array[i] += 1;
        page.Print(List(array, v => $"{v:0.0}"));
        page.Print(shared);

        // tensor copies, from_array shares.
        var integers = new[] { 1, 2, 3 };
        var copied = tensor(integers);
        shared = from_array(integers);
        for (int i = 0; i < integers.Length; i++) integers[i] += 1;
        page.Print(List(integers, v => $"{v}"));
        page.Print(copied);
        page.Print(shared);

        foreach (var dtype in new[] { uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, @bool })
            page.Print(tensor(new[] { 0f, 1f, 2.5f }).to(dtype));
    }

    private static string List<T>(T[] values, Func<T, FormattableString> format) => $"[{string.Join(", ", values.Select(v => FormattableString.Invariant(format(v))))}]";
}

/// <summary>Where tensors live.</summary>
public static class Devices
{
    public static void Run(Page page)
    {
        page.Title("Devices");
        var place = device(cuda.is_available() ? "cuda:0" : "cpu");
        page.Print(place);
        Add(page, place);
    }

    /// <summary>The snippet for GPUs; without one, a line that says why there is none.</summary>
    public static void RunOnGpu(Page page)
    {
        page.Title("On a GPU");
        try
        {
            Add(page, device("cuda:0"));
        }
        catch (InvalidOperationException error)
        {
            page.Print($"No GPU: {error.Message}");
        }
    }

    private static void Add(Page page, Device place)
    {
        var x = ones(1);
        var y = ones_like(x, device: place);
        x = x.to(place);
        var z = x + y;
        if (place.type == DeviceType.CUDA) page.Print(z);
        page.Print(z.to("cpu", @double));
    }
}
