using BenchmarkDotNet.Running;
using Taimatsu.Microbench;

// dotnet run -c Release --project bench/Taimatsu.Microbench -- --filter '*Gemm*' --table kernels.md
int at = Array.IndexOf(args, "--table");
string? table = at < 0 ? null : args[at + 1];
string[] others = at < 0 ? args : [.. args[..at], .. args[(at + 2)..]];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(KernelBenchmark).Assembly).Run(others, KernelBenchmark.Fast);
if (table is not null) KernelTable.Update(table, summaries);
