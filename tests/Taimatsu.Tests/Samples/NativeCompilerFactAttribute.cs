namespace Taimatsu.Tests.Samples;

/// <summary>A test that compiles ahead of time; without the linker that this takes it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeCompilerFactAttribute : FactAttribute
{
    public NativeCompilerFactAttribute()
    {
        if (OperatingSystem.IsLinux() && !OnPath("clang") && !OnPath("gcc")) Skip = "compiling ahead of time takes clang or gcc, and neither is on the path";
        else if (OperatingSystem.IsMacOS() && !OnPath("clang")) Skip = "compiling ahead of time takes clang, and it is not on the path";
        else if (OperatingSystem.IsWindows() && !File.Exists(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft Visual Studio", "Installer", "vswhere.exe")))
            Skip = "compiling ahead of time takes Visual Studio's build tools, and they are not installed";
    }

    private static bool OnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
