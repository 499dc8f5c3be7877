using System.Runtime.InteropServices;

namespace Taimatsu.Gpu;

/// <summary>
/// Looks for NVIDIA's libraries, which are used if they are there: in the folders that the environment variable TAIMATSU_CUDA_LIBRARIES names ("off": nowhere), where the system's loader
/// looks, in the CUDA toolkit's folders, and in the packages of a Python.
/// </summary>
internal static class CudaLibraries
{
    private const int MostNotes = 100;

    private static readonly bool s_windows = OperatingSystem.IsWindows();
    private static readonly List<string> s_notes = [];

    /// <summary>What was loaded from where, and what did not work: for those who wonder why a library is not used.</summary>
    public static string[] Notes
    {
        get
        {
            lock (s_notes) return [.. s_notes];
        }
    }

    /// <summary>Writes down what happened; once, if it happens again.</summary>
    public static void Note(string note)
    {
        lock (s_notes)
            if (s_notes.Count < MostNotes && !s_notes.Contains(note)) s_notes.Add(note);
    }

    /// <summary>The loaded library under each of its names that is found, the newest version first. Who cannot use one asks for the next.</summary>
    /// <param name="name">The library without prefix and version.</param>
    /// <param name="versions">Major versions, the newest first.</param>
    /// <param name="companions">Libraries of the same version that lie beside it and must be loaded before it.</param>
    public static IEnumerable<nint> Find(string name, int[] versions, params string[] companions)
    {
        string? named = Environment.GetEnvironmentVariable("TAIMATSU_CUDA_LIBRARIES");
        if (named == "off") yield break;
        var folders = Folders(named).Distinct().ToArray();
        foreach (int version in versions)
        {
            foreach (string folder in folders)
            {
                string path = Path.Combine(folder, FileName(name, version));
                if (!File.Exists(path)) continue;
                foreach (string companion in companions) NativeLibrary.TryLoad(Path.Combine(folder, FileName(companion, version)), out _);
                if (Load(path, out nint found)) yield return found;
            }
            if (NativeLibrary.TryLoad(FileName(name, version), out nint handle))
            {
                Note($"{FileName(name, version)}: loaded by the system's loader");
                yield return handle;
            }
        }
        Note($"{name}: no other was found");
    }

    private static bool Load(string path, out nint handle)
    {
        try
        {
            handle = NativeLibrary.Load(path);
            Note($"{path}: loaded");
            return true;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            Note($"{path}: {error.Message}");
            handle = 0;
            return false;
        }
    }

    private static string FileName(string name, int version) => s_windows ? $"{name}64_{version}.dll" : $"lib{name}.so.{version}";

    /// <summary>All folders that may hold the libraries and are there.</summary>
    internal static IEnumerable<string> Folders(string? named)
    {
        foreach (string folder in Split(named)) yield return folder;
        foreach (string folder in Split(Environment.GetEnvironmentVariable("LD_LIBRARY_PATH"))) yield return folder;
        foreach (string folder in Toolkits().SelectMany(t => new[] { Path.Combine(t, "lib64"), Path.Combine(t, "targets", "x86_64-linux", "lib"), Path.Combine(t, "bin", "x64"), Path.Combine(t, "bin"), Path.Combine(t, "lib") }))
            if (Directory.Exists(folder)) yield return folder;
        foreach (string packages in Pythons())
        {
            // One folder a library, or one for all since CUDA 13.
            foreach (string library in Subfolders(Path.Combine(packages, "nvidia"), "*"))
                foreach (string folder in (string[])[Path.Combine(library, "lib"), Path.Combine(library, "bin")])
                    if (Directory.Exists(folder)) yield return folder;
            string torch = Path.Combine(packages, "torch", "lib");
            if (Directory.Exists(torch)) yield return torch;
        }
    }

    private static IEnumerable<string> Toolkits()
    {
        foreach (string variable in (string[])["CUDA_HOME", "CUDA_PATH", "CUDA_ROOT", "CONDA_PREFIX"])
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } toolkit) yield return toolkit;
        if (s_windows)
        {
            string root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "NVIDIA GPU Computing Toolkit", "CUDA");
            foreach (string toolkit in Subfolders(root, "v*")) yield return toolkit;
            yield break;
        }
        yield return "/usr/local/cuda";
        yield return "/opt/cuda";
        foreach (string toolkit in Subfolders("/usr/local", "cuda-*")) yield return toolkit;
    }

    // Where a Python keeps its packages: of an environment that is active, of every python3 that can be called, and of the user.
    private static IEnumerable<string> Pythons()
    {
        var roots = new List<string>();
        foreach (string variable in (string[])["VIRTUAL_ENV", "CONDA_PREFIX"])
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root) roots.Add(root);
        foreach (string folder in Split(Environment.GetEnvironmentVariable("PATH")))
        {
            string program = Path.Combine(folder, s_windows ? "python.exe" : "python3");
            if (!File.Exists(program)) continue;
            string root = s_windows ? folder : Path.GetDirectoryName(folder) ?? folder;
            roots.Add(root);
            if (new FileInfo(program).LinkTarget is not null && new FileInfo(program).ResolveLinkTarget(true) is { } real && Path.GetDirectoryName(Path.GetDirectoryName(real.FullName)) is { } prefix) roots.Add(prefix);
        }
        roots.Add(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local"));
        roots.Add("/usr/local");
        roots.Add("/opt/conda");
        foreach (string folder in Split(Environment.GetEnvironmentVariable("PYTHONPATH"))) yield return folder;
        foreach (string root in roots.Distinct())
        {
            if (s_windows) yield return Path.Combine(root, "Lib", "site-packages");
            foreach (string version in Subfolders(Path.Combine(root, "lib"), "python3*"))
            {
                yield return Path.Combine(version, "site-packages");
                yield return Path.Combine(version, "dist-packages");
            }
        }
    }

    private static IEnumerable<string> Split(string? paths)
        => (paths ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(Directory.Exists);

    // The newest first, as far as names tell.
    private static IEnumerable<string> Subfolders(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder, pattern).OrderDescending(StringComparer.Ordinal) : [];
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return [];
        }
    }
}
