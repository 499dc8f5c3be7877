using System.CommandLine;
using System.Globalization;
using Taimatsu.Bench;

// Workloads are timed in two processes, asked in turn; `peak` measures what the machine can do, `memory` what processes hold that train; `tutorial …` is the tutorial's loop on real pictures.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["worker", var served])
{
    Worker.Serve(int.Parse(served));
    return 0;
}
if (args is ["memory-of", .. var trained])
{
    Residence.Serve(trained);
    return 0;
}
if (args is ["tutorial", ..])
{
    TutorialProgram.Run(args[1..]);
    return 0;
}

var filter = new Option<string[]>("--filter") { Description = "parts of names (family/name) of the workloads to run", AllowMultipleArgumentsPerToken = true };
var threads = new Option<int[]>("--threads") { Description = "numbers of threads, each a table of its own", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, Environment.ProcessorCount] };
var rounds = new Option<int>("--rounds") { Description = "how often each library is asked in turn", DefaultValueFactory = _ => 3 };
var seconds = new Option<double>("--seconds") { Description = "time of one answer", DefaultValueFactory = _ => 0.3 };
var output = new Option<string?>("--output") { Description = "file for the tables, in Markdown" };
var peer = new Option<string?>("--peer") { Description = "Taimatsu.Bench.Peer.dll; found beside this program's project unless given" };
var alone = new Option<bool>("--alone") { Description = "time Taimatsu only" };
var list = new Option<bool>("--list") { Description = "only print the workloads' names" };

var wide = new Option<bool>("--wide") { Description = "the wide sweep over many operators, sizes and types instead of the table's workloads" };

var peak = new Command("peak", "Measures the processor's multiply-add peak and the memory's bandwidth.");
peak.SetAction(_ => Machine.Print());

var net = new Option<string>("--net") { Description = "the network that is trained", DefaultValueFactory = _ => "ResNet-18" };
var batch = new Option<long>("--batch") { Description = "samples of a step", DefaultValueFactory = _ => 128 };
var steps = new Option<int>("--steps") { Description = "steps of the training", DefaultValueFactory = _ => 10 };
var every = new Option<int>("--every") { Description = "after how many steps to tell what is resident", DefaultValueFactory = _ => 1 };
var workers = new Option<int>("--threads") { Description = "the number of threads", DefaultValueFactory = _ => Environment.ProcessorCount };
var memory = new Command("memory", "Measures the memory of processes that train a network, of Taimatsu without any dispose and of libtorch with scopes.") { net, batch, steps, every, workers, peer, alone };
memory.SetAction(parsed => MemoryComparison.Run(
    parsed.GetValue(net)!, parsed.GetValue(batch), parsed.GetValue(steps), parsed.GetValue(every), parsed.GetValue(workers), parsed.GetValue(alone) ? null : Asked.PeerProgram(parsed.GetValue(peer))));

var command = new RootCommand("Times Taimatsu beside libtorch.") { filter, threads, rounds, seconds, output, peer, alone, list, wide, peak, memory };
command.SetAction(parsed =>
{
    string[] parts = parsed.GetValue(filter) ?? [];
    var chosen = (parsed.GetValue(wide) ? Workload.Wide() : Workload.All()).Where(w => parts.Length == 0 || parts.Any(p => w.FullName.Contains(p, StringComparison.OrdinalIgnoreCase))).ToList();
    if (parsed.GetValue(list)) chosen.ForEach(w => Console.WriteLine(w.FullName));
    else Comparison.Run(chosen, parsed.GetValue(threads)!, parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(alone) ? null : Asked.PeerProgram(parsed.GetValue(peer)), parsed.GetValue(output));
});
return command.Parse(args).Invoke();
