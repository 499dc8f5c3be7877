// Trains the PyTorch tutorial's classifier on CIFAR-10 and shows what it learned.
using System.CommandLine;
using Cifar10;

var data = new Option<string?>("--data") { Description = "folder of CIFAR-10 (python or binary version); without it, a small set that comes along" };
var model = new Option<string>("--model") { Description = "tutorial or resnet18", DefaultValueFactory = _ => "tutorial" };
var epochs = new Option<int>("--epochs") { Description = "passes over the training pictures; 20 of the small set unless given", DefaultValueFactory = given => given.GetValue(data) is null ? 20 : 2 };
var batchSize = new Option<int>("--batch-size") { Description = "pictures in a batch", DefaultValueFactory = given => given.GetValue(model) == "resnet18" ? 128 : 4 };
var rate = new Option<double>("--lr") { Description = "learning rate; the highest one of resnet18's cycle", DefaultValueFactory = given => given.GetValue(model) == "resnet18" ? 0.1 : 0.001 };
var momentum = new Option<double>("--momentum") { Description = "momentum", DefaultValueFactory = _ => 0.9 };
var workers = new Option<int>("--workers") { Description = "threads that load pictures", DefaultValueFactory = _ => 2 };
var threads = new Option<int>("--threads") { Description = "threads that compute", DefaultValueFactory = _ => get_num_threads() };
var seed = new Option<int>("--seed") { Description = "seed of all random numbers", DefaultValueFactory = _ => 0 };
var place = new Option<string>("--device") { Description = "cpu or cuda", DefaultValueFactory = _ => cuda.is_available() ? "cuda:0" : "cpu" };
var output = new Option<string>("--out") { Description = "folder for the network and the pictures", DefaultValueFactory = _ => "out" };

var command = new RootCommand("Trains the PyTorch tutorial's classifier on CIFAR-10.") { data, model, epochs, batchSize, rate, momentum, workers, threads, seed, place, output };
command.SetAction(parsed =>
{
    try
    {
        set_num_threads(parsed.GetValue(threads));
        var settings = new Settings
        {
            Data = parsed.GetValue(data),
            Model = Known(parsed.GetValue(model)!),
            Epochs = Positive(epochs, parsed.GetValue(epochs)),
            BatchSize = Positive(batchSize, parsed.GetValue(batchSize)),
            LearningRate = parsed.GetValue(rate),
            Momentum = parsed.GetValue(momentum),
            Workers = parsed.GetValue(workers),
            Seed = parsed.GetValue(seed),
            Device = Existing(parsed.GetValue(place)!),
            Output = parsed.GetValue(output)!,
        };
        Directory.CreateDirectory(settings.Output);
        Tutorial.Run(settings);
        return 0;
    }
    catch (Exception error) when (error is ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException)
    {
        return Refuse(error.Message);
    }
});
var result = command.Parse(args);
return result.Errors.Count > 0 ? Refuse(string.Join(" ", result.Errors.Select(e => e.Message))) : result.Invoke();

static int Refuse(string reason)
{
    Console.Error.WriteLine($"error: {reason}");
    return 2;
}

static int Positive(Option option, int value) => value > 0 ? value : throw new ArgumentException($"{option.Name} must be positive, got {value}");

static string Known(string name) => Models.Names.Contains(name) ? name : throw new ArgumentException($"--model {name}: expected {string.Join(" or ", Models.Names)}");

// The emulation of a GPU, which tests use, counts as none until it is asked for.
static Device Existing(string name)
{
    Device device = name;
    try
    {
        using var probe = zeros(1, device: device);
        return device;
    }
    catch (InvalidOperationException error)
    {
        throw new ArgumentException($"--device {name}: {error.Message}");
    }
}
