using System.Reflection;
using System.Text.RegularExpressions;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Samples;

/// <summary>The main job, shortened to one pass in large batches over the pictures that it carries.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public class Cifar10Tests
{
    private static (int Code, string[] Output, string[] Errors) Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        var (before, beforeErrors) = (Console.Out, Console.Error);
        int threads = get_num_threads();
        Console.SetOut(output);
        Console.SetError(errors);
        try
        {
            int code = (int)Assembly.Load("Cifar10").EntryPoint!.Invoke(null, [args])!;
            return (code, Lines(output), Lines(errors));
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(beforeErrors);
            set_num_threads(threads);
        }

        static string[] Lines(StringWriter text) => text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void The_residual_network_trains_with_its_schedule()
    {
        string folder = Directory.CreateTempSubdirectory("cifar10").FullName;
        try
        {
            // Twenty pictures of noise and forty to be asked about: the warning that they are not the official ones is expected.
            string data = Directory.CreateDirectory(Path.Combine(folder, "cifar-10-batches-bin")).FullName, made = Path.Combine(folder, "out");
            var random = new Random(1);
            foreach (string file in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
            {
                var records = new byte[(file == "test_batch" ? 40 : 4) * 3073];
                random.NextBytes(records);
                for (int at = 0; at < records.Length; at += 3073) records[at] %= 10;
                File.WriteAllBytes(Path.Combine(data, file + ".bin"), records);
            }
            var (code, output, errors) = Run("--model", "resnet18", "--data", folder, "--epochs", "1", "--batch-size", "10", "--workers", "0", "--out", made);
            Assert.All(errors, e => Assert.StartsWith("warning: ", e));
            Assert.Equal(0, code);
            Assert.Contains(output, l => l.StartsWith("[1,     2] loss: ", StringComparison.Ordinal));
            var state = load<StateDict>(Path.Combine(made, "cifar_net.pth"));
            Assert.Equal([64, 3, 3, 3], state["conv1.weight"].shape.ToArray());
            Assert.Equal(122, state.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void It_trains_prints_the_tutorials_lines_and_leaves_its_files()
    {
        string folder = Directory.CreateTempSubdirectory("cifar10").FullName;
        try
        {
            var (code, output, errors) = Run("--epochs", "2", "--batch-size", "50", "--lr", "0.01", "--out", folder);
            Assert.Empty(errors);
            Assert.Equal(0, code);
            string[] lines = output[(Array.IndexOf(output, ")") + 1)..]; // after the network
            string[] expected =
            [
                @"^\[1,    40\] loss: 2\.\d{3}$", @"^\[2,    40\] loss: 2\.\d{3}$", "^4000 images in ", "^Finished Training$", "^GroundTruth:    cat  ship  ship plane$",
                @"^Predicted:  (( |\w){5} ?){4}$", @"^Accuracy of the network on the 500 test images: \d+ %$", .. "plane,  car, bird,  cat, deer,  dog, frog,horse, ship,truck".Split(',').Select(c => $@"^Accuracy of {c} : [ \d]+\d %$"),
            ];
            for (int i = 0; i < expected.Length; i++) Assert.Matches(new Regex(expected[i]), lines[i].TrimEnd('\r'));

            var state = load<StateDict>(Path.Combine(folder, "cifar_net.pth"));
            Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"], state.Keys);
            foreach (string picture in (string[])["grid.png", "loss.png", "confusion.png"]) Assert.True(torchvision.io.read_image(Path.Combine(folder, picture)).size(2) > 400, picture);
            Assert.Equal(4, Directory.GetFileSystemEntries(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("error: --data nowhere: there is no such folder", "--data", "nowhere")]
    [InlineData("error: --device cuda:7: CUDA error: invalid device ordinal: device 7 was asked for, the number of devices is 1", "--device", "cuda:7")]
    [InlineData("error: Expected one of cpu, cuda, meta device type at start of device string: abacus", "--device", "abacus")]
    [InlineData("error: --epochs must be positive, got 0", "--epochs", "0")]
    [InlineData("error: Cannot parse argument 'many' for option '--epochs' as expected type 'System.Int32'.", "--epochs", "many")]
    public void A_wrong_option_is_one_line_and_code_2(string expected, params string[] args)
    {
        string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            var (code, _, errors) = Run([.. args, "--out", folder]);
            Assert.Equal(2, code);
            Assert.Equal([expected], errors.Select(e => e.TrimEnd('\r')));
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }
}
