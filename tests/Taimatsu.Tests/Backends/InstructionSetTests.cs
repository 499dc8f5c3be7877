using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Backends;

public sealed class InstructionSetTests
{
    [Fact]
    public void TheChoiceIsTheBestSupportedLevelWithinTheLimit()
    {
        SimdLevel best = InstructionSet.Choose(null);
        Assert.True(InstructionSet.IsSupported(best));
        Assert.Equal(best, Enum.GetValues<SimdLevel>().Where(InstructionSet.IsSupported).Max());
        Assert.Equal(best, InstructionSet.Choose(""));
        Assert.Equal(SimdLevel.Portable, InstructionSet.Choose("portable"));
        foreach (string name in new[] { "avx512", "AVX2", "neon" })
        {
            SimdLevel chosen = InstructionSet.Choose(name);
            Assert.True(InstructionSet.IsSupported(chosen), $"{name} chose {chosen}");
            Assert.True(chosen <= Enum.Parse<SimdLevel>(name, ignoreCase: true), $"{name} chose {chosen}");
        }
    }

    [Fact]
    public void TheLevelInUseIsTheOneThatTheVariableAsksFor()
    {
        string? asked = Environment.GetEnvironmentVariable(InstructionSet.Variable);
        Assert.Equal(InstructionSet.Choose(asked), InstructionSet.Level);
        if (asked == "portable" || Environment.GetEnvironmentVariable("DOTNET_EnableAVX") == "0") Assert.True(InstructionSet.Level is SimdLevel.Portable, $"{InstructionSet.Level}");
    }

    [Fact]
    public void UnknownNamesAreRefused() =>
        Assert.Contains("'sse9'", Assert.Throws<ArgumentException>(() => InstructionSet.Choose("sse9")).Message);
}
