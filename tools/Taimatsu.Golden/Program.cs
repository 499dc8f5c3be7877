using Taimatsu.Golden;
using Taimatsu.Golden.Themes;

// usage: dotnet run -c Release --project tools/Taimatsu.Golden -- FOLDER [THEME …]
// Writes FOLDER/THEME.json: what libtorch answers to many small calls, for tests to compare with. All themes if none is named.
// init.json and optim.json, which libtorch cannot answer, come from tools/fixtures/write_golden.py.
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Taimatsu.Golden FOLDER [THEME …]");
    return 2;
}
torch.set_num_threads(1);
(string Name, Action<GoldenTheme> Fill)[] themes =
[
    ("pointwise", Pointwise.Unary), ("binary", Pointwise.Binary), ("ternary", Pointwise.Ternary), ("promotion", Promotion.Fill), ("reductions", Reductions.Fill),
    ("sort", Sorting.Fill), ("matmul", Products.Fill), ("convolution", Windows.Convolution), ("pooling", Windows.Pooling), ("losses", Losses.Fill),
    ("normalization", Normalization.Fill), ("indexing", Indexing.Fill), ("shapes", Shapes.Fill), ("creation", Creation.Fill), ("random", RandomNumbers.Fill), ("autograd", Gradients.Fill),
];
Directory.CreateDirectory(args[0]);
foreach (var (name, fill) in themes)
{
    if (args.Length > 1 && !args.Contains(name)) continue;
    var theme = new GoldenTheme(name);
    fill(theme);
    theme.Save(args[0]);
}
return 0;
