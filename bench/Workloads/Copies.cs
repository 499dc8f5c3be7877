namespace Taimatsu.Bench;

/// <summary>Elements moved and converted.</summary>
internal static class Copies
{
    public static IEnumerable<Workload> All()
    {
        const string family = "copies";
        const double n = 1 << 20;
        yield return new(family, "clone 16M", () => { var x = rand(1 << 24); return Workload.Silent(() => x.clone()); }, 0, 8.0 * (1 << 24));
        yield return new(family, "fill 16M", () => { var x = rand(1 << 24); return Workload.Silent(() => { x.fill_(1.5); }); }, 0, 4.0 * (1 << 24));
        yield return new(family, "transpose 1024x1024", () => { var x = rand(1024, 1024).t(); return Workload.Silent(() => x.contiguous()); }, 0, 8 * n);
        yield return new(family, "channels last 16x64x32x32", () => { var x = rand(16, 64, 32, 32).permute(0, 2, 3, 1); return Workload.Silent(() => x.contiguous()); }, 0, 8 * n);
        yield return new(family, "cat 8 of 128K", () => { var x = Enumerable.Range(0, 8).Select(_ => rand(1 << 17)).ToArray(); return Workload.Silent(() => cat(x, 0)); }, 0, 8 * n);
        yield return new(family, "cat columns, 8 of 1024x128", () => { var x = Enumerable.Range(0, 8).Select(_ => rand(1024, 128)).ToArray(); return Workload.Silent(() => cat(x, 1)); }, 0, 8 * n);
        yield return new(family, "stack 64 of 3x32x32", () => { var x = Enumerable.Range(0, 64).Select(_ => rand(3, 32, 32)).ToArray(); return Workload.Silent(() => stack(x, 0)); });
        yield return new(family, "flip rows 1024x1024", () => { var x = rand(1024, 1024); return Workload.Silent(() => x.flip(1)); }, 0, 8 * n);
        yield return new(family, "roll rows 1024x1024", () => { var x = rand(1024, 1024); return Workload.Silent(() => x.roll(3, 1)); }, 0, 8 * n);
        yield return new(family, "repeat a row 1024 times", () => { var x = rand(1024); return Workload.Silent(() => x.repeat(1024, 1)); }, 0, 4 * n);
        yield return new(family, "linspace 1M", () => Workload.Silent(() => linspace(0, 1, 1 << 20)), 0, 4 * n);
        foreach (var (from, to) in new[]
        {
            (ScalarType.Float32, ScalarType.Float64), (ScalarType.Float32, ScalarType.BFloat16), (ScalarType.Float32, ScalarType.Float16), (ScalarType.Float16, ScalarType.Float32), (ScalarType.Float32, ScalarType.Int64),
            (ScalarType.Int64, ScalarType.Float32), (ScalarType.Byte, ScalarType.Float32), (ScalarType.Int32, ScalarType.Float32),
        })
            yield return new(family, $"{from} to {to}, 1M", () => { var x = (rand(1 << 20) * 100).to(from); return Workload.Silent(() => x.to(to)); });
    }
}
