using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Taimatsu.Gpu.Check;

/// <summary>Runs times.py in a Python of this machine, if it has torch and torch sees the GPU.</summary>
internal static class PyTorch
{
    /// <summary>Seconds a call by name; empty if there is no PyTorch, then the text says why, else which it is.</summary>
    public static Dictionary<string, double> Measure(Options options, IEnumerable<string> names, out string text)
    {
        string script = Path.Combine(Path.GetTempPath(), $"taimatsu-times-{Environment.ProcessId}.py");
        try
        {
            using (var source = typeof(PyTorch).Assembly.GetManifestResourceStream("times.py")!)
            using (var file = File.Create(script)) source.CopyTo(file);
            var start = new ProcessStartInfo(options.Python) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add(script);
            // Text that JSON and Python read alike.
            using (var memory = new MemoryStream())
            {
                using (var writer = new Utf8JsonWriter(memory))
                {
                    writer.WriteStartArray();
                    foreach (string name in names) writer.WriteStringValue(name);
                    writer.WriteEndArray();
                }
                start.ArgumentList.Add(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
            }
            start.ArgumentList.Add(options.Smoke ? "smoke" : "full");
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            string said = errors.Result.Trim();
            if (process.ExitCode != 0)
            {
                text = said.Split('\n')[^1];
                return [];
            }
            if (said.Length > 0) Console.WriteLine(said);
            using var json = JsonDocument.Parse(output);
            text = $"{json.RootElement.GetProperty("torch").GetString()}, cuDNN {json.RootElement.GetProperty("cudnn")}";
            return json.RootElement.EnumerateObject().Where(p => p.Name is not ("torch" or "cudnn")).ToDictionary(p => p.Name, p => p.Value.GetDouble());
        }
        catch (Exception error) when (error is Win32Exception or JsonException or IOException)
        {
            text = error.Message;
            return [];
        }
        finally
        {
            File.Delete(script);
        }
    }
}
