namespace Taimatsu.Tests.Operators;

/// <summary>What every operator's row is tested for.</summary>
public partial class OperatorTests
{
    private static readonly double[] s_specials =
        [0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1, -1, 0.5, -0.5, 2, -2, 1.401298464324817e-45, -1.401298464324817e-45, 1e-40, 1e-30, -1e-30, 100, -100, 1e10, -1e10, 3.4028234663852886e38];

    public static TheoryData<string, ScalarType> RowsAndTypes()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (var (name, row) in OperatorRows.Named)
            foreach (var type in row.Types)
                data.Add(name, type);
        return data;
    }

    private static TheoryData<string> Where(Func<OperatorInfo, bool> condition) => [.. OperatorRows.Named.Where(r => condition(r.Value)).Select(r => r.Key)];

    public static TheoryData<string> Differentiable() => Where(r => r.Differentiable);

    public static TheoryData<string> WithSpecials() => Where(r => r.Specials);

    public static TheoryData<string> Choosy() => Where(r => r.OthersThrow && r.Types.Length < OperatorInfo.All.Length);

    [Fact]
    public void Every_operator_has_a_row()
    {
        // A row with an in-place form covers that operator too.
        var rows = OperatorRows.All.SelectMany(r => r.InPlace is null ? [r.Name] : new[] { r.Name, r.Name + "_" }).ToHashSet();
        var missing = OperatorRows.Known().Where(o => !rows.Contains(o.Name) && !OperatorRows.NeedsNoRow(o.Owner, rows)).Select(o => $"{o.Name} ({o.Owner})").Distinct().Order().ToList();
        Assert.True(missing.Count == 0, $"operators without an OperatorInfo row: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Every_row_names_an_operator()
    {
        var known = OperatorRows.Known().Select(o => o.Name).ToHashSet();
        var strays = OperatorRows.All.Where(r => !known.Contains(r.Name)).Select(r => r.Name).Distinct().ToList();
        Assert.True(strays.Count == 0, $"rows of operators that do not exist: {string.Join(", ", strays)}");
    }

    [Theory, MemberData(nameof(RowsAndTypes))]
    public void Agrees_with_its_reference(string name, ScalarType type)
    {
        var row = OperatorRows.Get(name);
        foreach (var sample in row.Samples(row, type))
        {
            Compare(row, sample, "contiguous");
            if (!row.OtherLayouts || (sample[0].ndim == 1 && sample[0].numel() % 16 != 5)) continue;
            foreach (var (layout, _, of) in MemoryLayouts.Others) Compare(row, Array.ConvertAll(sample, t => of(t)), layout);
        }
    }

    [Theory, MemberData(nameof(RowsAndTypes))]
    public void In_place_gives_the_same(string name, ScalarType type)
    {
        var row = OperatorRows.Get(name);
        if (row.InPlace is null) return;
        foreach (var sample in row.Samples(row, type))
        {
            var expected = row.Call(sample)[0];
            if (sample[0].ndim == 1 && sample[0].numel() is > 3 and < 60) continue;
            foreach (var (layout, overlaps, of) in MemoryLayouts.Others)
            {
                if (overlaps) continue;
                var target = of(sample[0]);
                Tensor[] arguments = [target, .. sample.AsSpan(1)];
                string what = $"{name} in place, {layout}, {Describe(sample)}";
                if (Rank(expected.dtype) > Rank(target.dtype) || expected.shape != target.shape)
                {
                    Assert.ThrowsAny<Exception>(() => row.InPlace(arguments));
                    continue;
                }
                int version = target._version;
                Assert.Same(target, row.InPlace(arguments));
                Assert.True(target._version > version, $"{what}: the version did not change");
                Closeness.Check(target, expected, Closeness.Tolerance(row, target.dtype), what);
            }
        }
    }

    [Theory, MemberData(nameof(RowsAndTypes))]
    public void Out_gives_the_same(string name, ScalarType type)
    {
        var row = OperatorRows.Get(name);
        if (row.Out is null) return;
        foreach (var sample in row.Samples(row, type))
        {
            if (sample[0].ndim == 1 && sample[0].numel() is > 3 and < 60) continue;
            var expected = row.Call(sample)[0];
            string what = $"{name} with out:, {Describe(sample)}";
            var empty = torch.empty([0], expected.dtype);
            Assert.Same(empty, row.Out(sample, empty));
            Closeness.Check(empty, expected, 0, what);
            foreach (var (layout, overlaps, of) in MemoryLayouts.Others)
            {
                if (overlaps) continue;
                var target = of(expected);
                target.fill_(1);
                Assert.Same(target, row.Out(sample, target));
                Closeness.Check(target, expected, 0, $"{what}, {layout}");
            }
        }
    }

    [Theory, MemberData(nameof(WithSpecials))]
    public void Special_values_come_out_right(string name)
    {
        var row = OperatorRows.Get(name);
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            if (!row.Types.Contains(type)) continue;
            int operands = row.Samples(row, type).First().Length;
            double[] specials = [.. s_specials.Where(s => !row.NotSpecial.Contains(s))];
            Tensor[] sample = operands == 1
                ? [SampleData.Of(type, specials, specials.Length)]
                : [SampleData.Of(type, specials, specials.Length, 1).expand([specials.Length, specials.Length]).contiguous(), SampleData.Of(type, specials, specials.Length).expand([specials.Length, specials.Length]).contiguous()];
            var actual = row.Call(sample)[0];
            var expected = row.Reference(Array.ConvertAll(sample, SampleData.Plain))[0];
            double[] a = actual.ToFlatArray<double>(), e = expected.ToFlatArray<double>();
            for (int i = 0; i < a.Length; i++)
            {
                string at = string.Join(", ", sample.Select(t => t.ToFlatArray<double>()[i].ToString("R")));
                Closeness.Check(SampleData.Of(actual.dtype, [a[i]], 1), SampleData.Of(ScalarType.Float64, [e[i]], 1), Closeness.Tolerance(row, actual.dtype), $"{name}({at})", row.SignedZero);
            }
        }
    }

    [Theory, MemberData(nameof(Choosy))]
    public void Other_types_are_errors(string name)
    {
        var row = OperatorRows.Get(name);
        foreach (var type in OperatorInfo.All.Except(row.Types))
        {
            var error = Record.Exception(() => row.Call(row.Samples(row, type).First()));
            Assert.True(error is InvalidOperationException or ArgumentException, $"{name} takes {type}: {error}");
        }
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void First_derivatives_are_right(string name)
    {
        var row = OperatorRows.Get(name);
        foreach (var sample in GradSamples(row)) Assert.True(torch.autograd.gradcheck(row.Call, sample));
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void Second_derivatives_are_right(string name)
    {
        var row = OperatorRows.Get(name);
        if (row.OnlyOnce) return;
        foreach (var sample in GradSamples(row)) Assert.True(torch.autograd.gradgradcheck(row.Call, sample));
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void In_place_derivatives_are_right(string name)
    {
        var row = OperatorRows.Get(name);
        if (row.InPlace is null) return;
        foreach (var sample in GradSamples(row))
        {
            using (torch.no_grad())
                if (row.Call(sample)[0].shape != sample[0].shape) continue;
            Assert.True(torch.autograd.gradcheck(t => [row.InPlace([t[0].clone(), .. t.AsSpan(1)])], sample));
        }
    }

    private static IEnumerable<Tensor[]> GradSamples(OperatorInfo row)
    {
        var samples = row.GradSamples is { } own ? own(row) : row.Samples(row, ScalarType.Float64).Where(s => s.Sum(t => t.numel()) <= 60);
        foreach (var sample in samples)
            yield return Array.ConvertAll(sample, t => t.is_floating_point() ? t.detach().clone().requires_grad_() : t);
    }

    private static void Compare(OperatorInfo row, Tensor[] sample, string layout)
    {
        var actual = row.Call(sample);
        var expected = row.Reference(Array.ConvertAll(sample, SampleData.Plain));
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Closeness.Check(actual[i], expected[i], Closeness.Tolerance(row, actual[i].dtype), $"{row} result {i}, {layout}, {Describe(sample)}");
    }

    private static string Describe(Tensor[] sample) => string.Join(" and ", sample.Select(t => $"{t.dtype} {t.shape}"));

    private static int Rank(ScalarType type) => type == ScalarType.Bool ? 0 : type.IsFloatingPoint() ? 2 : 1;
}
