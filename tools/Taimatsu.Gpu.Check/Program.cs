// For a machine with a GPU: runs the tests on it, then times it, beside PyTorch if a Python with torch is there, and says whether the aims are met.
using Taimatsu;
using Taimatsu.Gpu;
using Taimatsu.Gpu.Check;

var options = Options.Parse(args);
if (options is null)
{
    Console.WriteLine(Options.Help);
    return 2;
}
// Before the first question about cuda: the tests would choose the emulation.
if (Environment.GetEnvironmentVariable("TAIMATSU_GPU") is null) Environment.SetEnvironmentVariable("TAIMATSU_GPU", "cuda");
GpuPackage.Register();
bool found = torch.cuda.is_available();
// All tests may run on the emulation, all timings would never end.
if (!found && !options.Smoke && options.Times)
{
    Console.WriteLine($"NO GPU: {Reason()}");
    Console.WriteLine("Nothing was tested or timed. With TAIMATSU_GPU=emulated an emulation runs the same steps in small (--smoke) or all tests (--no-times).");
    return 3;
}
if (!found)
{
    Console.WriteLine($"NO GPU: {Reason()}");
    if (torch.cuda.device_count() == 0)
    {
        Console.WriteLine("Set TAIMATSU_GPU=emulated for the emulation.");
        return 3;
    }
    Console.WriteLine("The emulation runs in its place: what follows shows that the program works, and nothing about speed.");
}
Console.WriteLine($"device: {torch.cuda.get_device_name()}");
var verdicts = new Verdicts();
if (options.Suite) Suite.Run(options, verdicts);
if (options.Times)
{
    // Only after a product and a convolution have asked for them.
    Measurements.Run(options, verdicts);
    Console.WriteLine();
    foreach (string note in CudaLibraries.Notes) Console.WriteLine($"library: {note}");
    Console.WriteLine($"cuDNN: {(torch.backends.cudnn.version() is { } version ? version.ToString() : "not found; convolutions ran by our own kernels")}");
}
return verdicts.Print(found) ? 0 : 1;

static string Reason()
{
    try
    {
        _ = torch.zeros(1, device: "cuda");
        return "TAIMATSU_GPU asks for an emulation";
    }
    catch (InvalidOperationException error)
    {
        return error.Message;
    }
}
