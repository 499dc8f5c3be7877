using System.Reflection;
using System.Runtime.InteropServices;
using Taimatsu.Arm64;

// arm64-tests TESTS.dll [--journal FILE] [--seconds N] [--list] [PART OF A NAME | -PART TO LEAVE OUT]...
string assembly = Path.GetFullPath(args[0]);
string? journal = null;
double seconds = double.PositiveInfinity;
bool list = false;
List<string> wanted = [], left = [];
for (int i = 1; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--journal": journal = args[++i]; break;
        case "--seconds": seconds = double.Parse(args[++i]); break;
        case "--list": list = true; break;
        case ['-', .. string part]: left.Add(part); break;
        default: wanted.Add(args[i]); break;
    }
}

// The tests find their fixtures, and their assemblies each other, beside the tests' assembly.
string folder = Path.GetDirectoryName(assembly)!;
AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", folder + Path.DirectorySeparatorChar);
AppDomain.CurrentDomain.AssemblyResolve += (_, wantedAssembly) =>
{
    string path = Path.Combine(folder, new AssemblyName(wantedAssembly.Name).Name + ".dll");
    return File.Exists(path) ? Assembly.LoadFrom(path) : null;
};

object? level = Assembly.Load("Taimatsu").GetType("Taimatsu.Backends.Cpu.InstructionSet")?.GetField("Level")?.GetValue(null);
Console.WriteLine($"{RuntimeInformation.ProcessArchitecture}, level {level}, {Environment.ProcessorCount} processors");
return new Suite(Assembly.LoadFrom(assembly), journal).Run(
    name => (wanted.Count == 0 || wanted.Exists(name.Contains)) && !left.Exists(name.Contains), seconds, list);
