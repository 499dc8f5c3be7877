// The one file that tells the peer from Taimatsu: the workloads compile against either.
global using TorchSharp;
global using TorchSharp.Modules;
global using static TorchSharp.torch;
global using static TorchSharp.torch.nn;
global using F = TorchSharp.torch.nn.functional;
global using Optimizer = TorchSharp.torch.optim.Optimizer;
