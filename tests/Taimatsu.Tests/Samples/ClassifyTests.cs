using System.Diagnostics;
using System.Reflection;
using Taimatsu.Tests.Architecture;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;
using F = Taimatsu.torch.nn.functional;

namespace Taimatsu.Tests.Samples;

/// <summary>The program that is published ahead of time: as one file, and as the ordinary build runs it.</summary>
[Collection(nameof(GlobalGeneratorCollection))]
public sealed class ClassifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("classify").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NativeCompilerFact]
    public void Published_ahead_of_time_it_is_one_small_file_that_answers_as_the_ordinary_build_does()
    {
        string published = Path.Combine(_folder, "published");
        var (code, output, errors) = Start("dotnet", "publish", Path.Combine(Sources.Root, "samples/Classify"), "-c", "Release", "-o", published, "-v", "quiet", "--nologo", "-nodeReuse:false");
        Assert.True(code == 0, $"dotnet publish ended with {code}\n{output}\n{errors}");
        var files = new DirectoryInfo(published).GetFiles();
        var program = Assert.Single(files);
        Assert.True(program.Length < 12_000_000, $"{program.Name} has {program.Length} bytes");

        string net = Path.Combine(_folder, "net.pth");
        for (int seed = 0; seed < 3; seed++)
        {
            manual_seed(seed);
            SaveNet(net);
            string picture = SavePicture(seed switch { 0 => 3, 1 => 1, _ => 4 }, 32 + 5 * seed, 32 + 9 * seed);
            var expected = Run(net, picture);
            Assert.Equal((0, ""), (expected.Code, expected.Errors));
            Assert.Matches(@"^(plane|car|bird|cat|deer|dog|frog|horse|ship|truck) \d+\.\d %\n$", expected.Output);
            Assert.Equal(expected, Start(program.FullName, net, picture));
        }

        string nowhere = Path.Combine(_folder, "nowhere.pth");
        var failed = Start(program.FullName, nowhere, "picture.png");
        Assert.Equal((2, ""), (failed.Code, failed.Output));
        Assert.Contains(nowhere, failed.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 32, 32)]
    [InlineData(3, 5, 77)]
    [InlineData(1, 40, 33)]
    [InlineData(4, 17, 18)]
    public void Its_reader_sees_what_torchvision_sees(int channels, int height, int width)
    {
        manual_seed(channels);
        string picture = SavePicture(channels, height, width);
        var expected = torchvision.io.read_image(picture, torchvision.io.ImageReadMode.RGB);
        Assert.True(equal(expected, Classify.PngPicture.Read(picture)));
    }

    [Fact]
    public void Damaged_pictures_are_refused_whatever_byte_is_missing_or_wrong()
    {
        manual_seed(0);
        string picture = SavePicture(3, 9, 7);
        byte[] whole = File.ReadAllBytes(picture);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(picture, whole[..length]);
            var error = Assert.ThrowsAny<IOException>(() => Wrapped(picture));
            Assert.Contains(picture, error.Message, StringComparison.Ordinal);
        }
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x5A;
            File.WriteAllBytes(picture, changed);
            try
            {
                Assert.Equal(3, Wrapped(picture).size(0)); // what the check sums would have shown
            }
            catch (IOException)
            {
            }
        }

        // Both kinds of refusal as one, so that any other exception fails the test.
        static Tensor Wrapped(string path)
        {
            try
            {
                return Classify.PngPicture.Read(path);
            }
            catch (InvalidDataException e)
            {
                throw new IOException(e.Message, e);
            }
        }
    }

    private static void SaveNet(string path)
    {
        var state = new StateDict();
        void Add(string name, int outputs, params long[] inputs)
        {
            state[name + ".weight"] = randn([outputs, .. inputs]) * 0.2;
            state[name + ".bias"] = randn(outputs);
        }
        Add("conv1", 6, 3, 5, 5);
        Add("conv2", 16, 6, 5, 5);
        Add("fc1", 120, 400);
        Add("fc2", 84, 120);
        Add("fc3", 10, 84);
        save(state, path);
    }

    // Smooth enough for every filter of the format to be used somewhere.
    private string SavePicture(int channels, int height, int width)
    {
        string path = Path.Combine(_folder, $"picture{channels}x{height}x{width}.png");
        var pixels = (F.adaptive_avg_pool2d(rand(1, channels, 4, 4), (height, width))[0] * 255).to(ScalarType.Byte);
        torchvision.io.write_png(pixels, path);
        return path;
    }

    private static (int Code, string Output, string Errors) Run(params string[] args)
    {
        using StringWriter output = new(), errors = new();
        var (before, beforeErrors) = (Console.Out, Console.Error);
        Console.SetOut(output);
        Console.SetError(errors);
        try
        {
            int code = (int)Assembly.Load("classify").EntryPoint!.Invoke(null, [args])!;
            return (code, output.ToString(), errors.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(beforeErrors);
        }
    }

    private static (int Code, string Output, string Errors) Start(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A build inside a test run must not think that it is part of the build that started the run.
        foreach (string name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
