using System.Runtime.CompilerServices;
using Taimatsu.Modules;

namespace Taimatsu;

public static partial class torch
{
    /// <summary>The parts of networks. Each function makes a module of the same name.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/nn.html"/>
    public static partial class nn
    {
        /// <summary>A tensor that a module learns.</summary>
        /// <exception cref="InvalidOperationException">It requires a gradient but is not of a float type.</exception>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html"/>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>Gives its argument back.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html"/>
        public static Identity Identity() => new();

        /// <summary>No modules yet: add them one after the other.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
        public static Sequential Sequential() => new();

        /// <summary>Modules one after the other, named by their numbers.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
        [OverloadResolutionPriority(1)] // a container given alone is a module, not the list of its modules
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

        /// <summary>Modules one after the other, named by their numbers.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules);

        /// <summary>Modules one after the other, with names.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> module)[] modules) => new(modules);

        /// <summary>Modules one after the other, with names.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html"/>
        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> module)> modules) => new(modules);

        /// <summary>A list of modules, which belong to it under their numbers.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html"/>
        [OverloadResolutionPriority(1)] // a container given alone is a module, not the list of its modules
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <summary>A list of modules, which belong to it under their numbers.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html"/>
        public static ModuleList<T> ModuleList<T>(IEnumerable<T> modules) where T : Module => new(modules);

        /// <summary>Modules by name.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html"/>
        public static ModuleDict<T> ModuleDict<T>(params IEnumerable<(string name, T module)> modules) where T : Module => new(modules);

        /// <summary>A list of parameters, which belong to it under their numbers.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html"/>
        public static ParameterList ParameterList(params IEnumerable<Parameter> parameters) => new(parameters);

        /// <summary>Parameters by name.</summary>
        /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html"/>
        public static ParameterDict ParameterDict(params IEnumerable<(string name, Parameter parameter)> parameters) => new(parameters);
    }
}
