using Taimatsu.Modules;

namespace Taimatsu.Tests.Optimizers;

/// <summary>A few steps of an optimiser on a small function of nine numbers; the expected ends are PyTorch's.</summary>
internal static class Trajectory
{
    public static (float[] End, Optimizer Optimizer) Run(Func<Parameter[], Optimizer> create, int steps = 4)
    {
        Parameter p = new(torch.tensor(new[] { 0.5f, -1.25f, 2f, 0.125f, -3f })), q = new(torch.tensor(new[] { 1f, 2f, 3f, -4f }).view(2, 2));
        var optimizer = create([p, q]);
        for (int i = 0; i < steps; i++) Step(optimizer, p, q, i);
        return ([.. p.ToFlatArray<float>(), .. q.ToFlatArray<float>()], optimizer);
    }

    public static void Step(Optimizer optimizer, Tensor p, Tensor q, int i)
    {
        optimizer.zero_grad();
        var loss = (p * p).sum() * 0.5 + (p * (i + 1) * 0.1).sum() + (q * q * q).sum() * 0.1;
        loss.backward();
        optimizer.step();
    }

    public static void Check(string name, double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-6 * Math.Max(1, Math.Abs(expected[i])), $"{name}[{i}]: expected {expected[i]}, got {actual[i]}");
    }
}
