using System.Diagnostics;
using System.Globalization;

namespace Taimatsu.Bench;

/// <summary>How much memory a process holds that trains a network and does nothing else.</summary>
internal static class Residence
{
    /// <summary>Trains NET BATCH STEPS EVERY, with the temporaries of a step in a scope or without any dispose; prints what is resident every so many steps, and at the end the peak.</summary>
    public static void Serve(string[] words)
    {
        string name = words[0];
        long batch = long.Parse(words[1], CultureInfo.InvariantCulture);
        int steps = int.Parse(words[2], CultureInfo.InvariantCulture), every = int.Parse(words[3], CultureInfo.InvariantCulture);
        bool scoped = words[4] == "scoped";
        manual_seed(1);
        var net = Nets.Named.First(n => n.Name == name).Make();
        var optimizer = optim.SGD(net.parameters(), 0.01, 0.9);
        var criterion = CrossEntropyLoss();
        Tensor x = Nets.Input(name, batch), labels = randint(0, 4, new long[] { batch });
        void Step()
        {
            optimizer.zero_grad();
            var loss = criterion.call(net.call(x), labels);
            loss.backward();
            optimizer.step();
            loss.item<float>();
        }

        Action step = scoped ? Workload.Scoped(Step) : Step;
        for (int i = 1; i <= steps; i++)
        {
            step();
            if (i % every == 0) Console.WriteLine(FormattableString.Invariant($"step {i} {Own().WorkingSet64 >> 20}"));
        }
        Console.WriteLine(FormattableString.Invariant($"peak {Own().PeakWorkingSet64 >> 20}"));
    }

    private static Process Own() => Process.GetCurrentProcess();
}
