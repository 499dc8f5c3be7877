using System.Globalization;

namespace Tutorial;

/// <summary>NumPy-like indexing, changes of shape, and getting numbers out.</summary>
internal static class Indexing
{
    public static void Run(Page page, Tensor x)
    {
        page.Title("Indexing and shapes");
        page.Print(x[.., 1]);
        page.Print(x[1..3, ^1]);
        page.Print(x[TensorIndex.Slice(step: 2)]);
        page.Print(x[TensorIndex.Ellipsis, TensorIndex.None].shape);
        page.Print(x[x > 0.5]);
        page.Print(x[tensor(new[] { 0L, 2L })]);

        // Slices are views: assigning to them changes the tensor.
        x[0] = tensor(7f);
        x[1..3, 0] = tensor(new[] { -1f, -2f });
        page.Print(x);

        x = randn(4, 4);
        var y = x.view(16);
        var z = x.view(-1, 8);
        page.Print(x.size(), y.size(), z.size());
        try
        {
            x.view(3, 5);
        }
        catch (ArgumentException e)
        {
            page.Print(e.Message);
        }

        x = randn(1);
        page.Print(x);
        page.Print(((double)x.item<float>()).ToString(CultureInfo.InvariantCulture));
    }
}
