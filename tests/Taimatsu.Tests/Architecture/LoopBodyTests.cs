using System.Reflection;
using System.Runtime.CompilerServices;
using Taimatsu.Backends.Cpu;

namespace Taimatsu.Tests.Architecture;

/// <summary>Bodies of parallel loops change nothing of themselves: all threads call one instance at a time, and what one of them changed another would see half done.</summary>
public class LoopBodyTests
{
    [Fact]
    public void Bodies_do_not_change_themselves()
    {
        var bodies = typeof(IRangeBody).Assembly.GetTypes().Where(t => t.IsValueType && t.GetInterfaces().Contains(typeof(IRangeBody))).ToList();
        Assert.True(bodies.Count > 50, $"only {bodies.Count} bodies were found");
        var wrong = bodies.Where(t => !t.IsDefined(typeof(IsReadOnlyAttribute)) && !t.GetMethod(nameof(IRangeBody.Run), [typeof(long), typeof(long)])!.IsDefined(typeof(IsReadOnlyAttribute)));
        Assert.True(!wrong.Any(), string.Join('\n', wrong.Select(t => $"{t.FullName}.Run is not readonly")));
    }
}
