using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.InstructionLevels;

/// <summary>
/// A process chooses its vector instructions once. So the tests of numbers run again in processes of their own, at each level that is lower than this
/// process's; the portable one on x86 as on a processor without AVX. TAIMATSU_SIMD runs the whole suite at one level.
/// </summary>
public class LowerLevelTests
{
    // Everything that a kernel computes, in one type of each family; derivatives and errors do not depend on the level.
    private const string Numbers = "FullyQualifiedName~OperatorTests.Agrees&(DisplayName~Float32|DisplayName~Int32)|FullyQualifiedName~OperatorTests.Special|"
        + "FullyQualifiedName~Tests.Golden|FullyQualifiedName~Tests.Backends|FullyQualifiedName~Tests.Reductions|FullyQualifiedName~Tests.Networks|FullyQualifiedName~Tests.Sorting|FullyQualifiedName~Tests.Optimizers";

    [Fact]
    public async Task Every_lower_level_gives_the_right_numbers()
    {
        // Without AVX there is no fused multiply-add and Vector<T> has 128 bits: what the portable level is for.
        var settings = Enum.GetValues<SimdLevel>().Where(level => level < InstructionSet.Level && InstructionSet.IsSupported(level))
            .Select(level => level == SimdLevel.Portable && X86Base.IsSupported ? ("DOTNET_EnableAVX", "0") : (InstructionSet.Variable, level.ToString().ToLowerInvariant()));
        await Task.WhenAll(settings.Select(s => RunNumbers(s.Item1, s.Item2)));
    }

    private static async Task RunNumbers(string variable, string value)
    {
        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(LowerLevelTests).Assembly.Location, "--TestCaseFilter:" + Numbers]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{variable}={value}\n{output}");
        var passed = Regex.Match(output, @"Passed: +(\d+)");
        Assert.True(passed.Success && int.Parse(passed.Groups[1].Value, CultureInfo.InvariantCulture) > 1000, $"{variable}={value} ran too few tests\n{output}");
    }
}
