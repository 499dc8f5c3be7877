// The one file that tells Taimatsu from the peer: the workloads compile against either.
global using Taimatsu;
global using Taimatsu.Modules;
global using static Taimatsu.torch;
global using static Taimatsu.torch.nn;
global using F = Taimatsu.torch.nn.functional;
