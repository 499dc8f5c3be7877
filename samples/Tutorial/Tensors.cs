namespace Tutorial;

/// <summary>Making tensors, and what a size is.</summary>
internal static class Tensors
{
    public static void Run(Page page)
    {
        page.Title("Tensors");

        // The values of an empty tensor are whatever lay in memory, so only its shape is shown.
        var x = empty(5, 3);
        page.Print(x.shape);

        x = rand(5, 3);
        page.Print(x);
        page.Print(randn(5, 3));
        page.Print(zeros(5, 3, dtype: @long));
        page.Print(tensor(new[] { 2.5f, 3.5f }));

        x = x.new_ones(5, 3, dtype: @double);
        page.Print(x);
        var y = randn_like(x, dtype: @float);
        page.Print(y);

        // A size behaves as a tuple.
        page.Print(x.size());
        page.Print(x.shape);
        var (rows, columns) = x.size();
        page.Print(rows, columns, x.size()[0], x.size().Length, x.shape == new Size(5, 3));
    }
}
