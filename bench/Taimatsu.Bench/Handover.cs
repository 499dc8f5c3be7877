using System.Diagnostics;

namespace Taimatsu.Bench;

/// <summary>
/// How long a word takes from one core to another and back. Cores that share a cache answer within a tenth of a microsecond, others take several times as long; and a virtual machine may find its
/// cores nearer to each other or farther apart from one second to the next, which moves every time of more than one thread.
/// </summary>
internal static class Handover
{
    private const int Turns = 500;

    // Both threads may begin on one core; the system parts them after some milliseconds, at times hundreds.
    private const int LeastMilliseconds = 3, MostMilliseconds = 1_000, PatientSpins = 20_000;
    private const double SameCore = 2_000; // nanoseconds that two cores do not take

    private const long Over = -1;

    // Even when the answer is there, odd when the question is; alone on its cache lines.
    private static readonly long[] s_word = new long[64];

    /// <summary>Nanoseconds there and back, on average over some hundred turns; the least of such averages.</summary>
    public static double Measure()
    {
        ref long word = ref s_word[32];
        Volatile.Write(ref word, 0);
        var answering = new Thread(Answer) { IsBackground = true };
        answering.Start();
        double least = double.MaxValue;
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < (least > SameCore ? MostMilliseconds : LeastMilliseconds);)
        {
            long start = Stopwatch.GetTimestamp();
            for (int turn = 0; turn < Turns; turn++)
            {
                long question = word + 1;
                Volatile.Write(ref word, question);
                for (int spins = 0; Volatile.Read(ref word) == question; spins++)
                    if (spins > PatientSpins) Thread.Yield();
            }
            double average = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Turns;
            if (least > SameCore && average <= SameCore) watch.Restart();
            least = Math.Min(least, average);
        }
        Volatile.Write(ref word, Over);
        answering.Join();
        return least;
    }

    private static void Answer()
    {
        ref long word = ref s_word[32];
        int spins = 0;
        while (true)
        {
            long seen = Volatile.Read(ref word);
            if (seen == Over) return;
            if ((seen & 1) != 0)
            {
                Volatile.Write(ref word, seen + 1);
                spins = 0;
            }
            else if (++spins > PatientSpins) Thread.Yield();
        }
    }
}
