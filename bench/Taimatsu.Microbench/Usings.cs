global using BenchmarkDotNet.Attributes;
global using Taimatsu.Modules;
global using static Taimatsu.torch;
global using F = Taimatsu.torch.nn.functional;
