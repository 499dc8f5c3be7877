namespace Tutorial;

/// <summary>Four ways to add.</summary>
internal static class Arithmetic
{
    /// <summary>Returns the first operand, for the next chapter.</summary>
    public static Tensor Run(Page page)
    {
        page.Title("Arithmetic");
        var x = rand(5, 3);
        var y = rand(5, 3);
        page.Print(x + y);
        page.Print(add(x, y));

        var result = empty(5, 3);
        add(x, y, @out: result);
        page.Print(result);

        // A trailing underscore always means: in place.
        y.add_(x);
        page.Print(y);
        page.Print(zeros(5, 3).copy_(y));
        return x;
    }
}
