using System.Runtime.InteropServices;
using Taimatsu.Gpu;
using Taimatsu.Tests.RandomNumbers;

namespace Taimatsu.Tests.Gpu;

/// <summary>Where NVIDIA's libraries are looked for, and what becomes of files that are none.</summary>
[Collection(nameof(GlobalGeneratorCollection))] // the environment is everybody's
public class CudaLibrariesTests
{
    [Fact]
    public void Packages_of_a_Python_and_named_folders_are_looked_into()
    {
        string root = Directory.CreateTempSubdirectory("cuda").FullName;
        string? before = Environment.GetEnvironmentVariable("PYTHONPATH");
        try
        {
            string each = Directory.CreateDirectory(Path.Combine(root, "nvidia", "cublas", "lib")).FullName, all = Directory.CreateDirectory(Path.Combine(root, "nvidia", "cu13", "lib")).FullName;
            string torch = Directory.CreateDirectory(Path.Combine(root, "torch", "lib")).FullName, named = Directory.CreateDirectory(Path.Combine(root, "named")).FullName;
            Environment.SetEnvironmentVariable("PYTHONPATH", root);
            var folders = CudaLibraries.Folders(named + Path.PathSeparator + Path.Combine(root, "absent")).ToArray();
            Assert.Equal(named, folders[0]);
            Assert.DoesNotContain(Path.Combine(root, "absent"), folders);
            foreach (string folder in (string[])[each, all, torch]) Assert.Contains(folder, folders);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PYTHONPATH", before);
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_not_the_library_is_passed_over_and_noted()
    {
        string root = Directory.CreateTempSubdirectory("cuda").FullName;
        string? before = Environment.GetEnvironmentVariable("TAIMATSU_CUDA_LIBRARIES");
        try
        {
            bool windows = OperatingSystem.IsWindows();
            string runtime = RuntimeEnvironment.GetRuntimeDirectory(), other = Path.Combine(runtime, windows ? "System.IO.Compression.Native.dll" : OperatingSystem.IsMacOS() ? "libSystem.Native.dylib" : "libSystem.Native.so");
            string library = Path.Combine(root, windows ? "cublas64_12.dll" : "libcublas.so.12"), broken = Path.Combine(root, windows ? "cudnn64_9.dll" : "libcudnn.so.9");
            File.Copy(other, library);
            File.WriteAllText(broken, "no library");
            Environment.SetEnvironmentVariable("TAIMATSU_CUDA_LIBRARIES", root);
            Assert.Null(CuBlas.TryLoad(0));
            Assert.Null(CuDnn.TryLoad(0));
            Assert.Contains($"{library}: loaded", CudaLibraries.Notes);
            Assert.Contains(CudaLibraries.Notes, n => n.StartsWith("cublas: ", StringComparison.Ordinal) && n.Contains("cublasCreate_v2", StringComparison.Ordinal));
            Assert.Contains(CudaLibraries.Notes, n => n.StartsWith(broken + ": ", StringComparison.Ordinal) && !n.EndsWith(": loaded", StringComparison.Ordinal));
            Environment.SetEnvironmentVariable("TAIMATSU_CUDA_LIBRARIES", "off");
            Assert.Empty(CudaLibraries.Find("cublas", [12]));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TAIMATSU_CUDA_LIBRARIES", before);
            if (!OperatingSystem.IsWindows()) Directory.Delete(root, recursive: true); // Windows keeps loaded files
        }
    }
}
