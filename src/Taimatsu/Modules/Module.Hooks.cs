using Taimatsu.Autograd;
using Taimatsu.Modules;

namespace Taimatsu;

/// <summary>
/// A function on a module's gradients: those of its inputs and those of its outputs. What it returns, unless null, replaces the inputs' gradients.
/// </summary>
/// <param name="module">The module that was called.</param>
/// <param name="grad_input">The gradients of the inputs; null for inputs that take none.</param>
/// <param name="grad_output">The gradients of the outputs.</param>
/// <returns>The gradients to go on with, or null to leave them as they are.</returns>
public delegate Tensor?[]? BackwardHook(Module module, Tensor?[] grad_input, Tensor?[] grad_output);

/// <summary>A function on the gradients of a module's outputs, before they flow through it. What it returns, unless null, replaces them.</summary>
/// <param name="module">The module that was called.</param>
/// <param name="grad_output">The gradients of the outputs.</param>
/// <returns>The gradients to go on with, or null to leave them as they are.</returns>
public delegate Tensor?[]? BackwardPreHook(Module module, Tensor?[] grad_output);

public abstract partial class Module
{
    private readonly HookList<BackwardHook> _backwardHooks = new();
    private readonly HookList<BackwardPreHook> _backwardPreHooks = new();

    /// <summary>True if a call has to watch the gradients that flow back through it.</summary>
    private protected bool HasBackwardHooks => !_backwardHooks.IsEmpty || !_backwardPreHooks.IsEmpty;

    /// <summary>Runs a function whenever the gradients of this module's inputs have been computed.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook"/>
    public HookHandle register_full_backward_hook(BackwardHook hook) => _backwardHooks.Add(hook);

    /// <summary>Runs a function on the gradients of this module's outputs before they flow through it.</summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_pre_hook"/>
    public HookHandle register_full_backward_pre_hook(BackwardPreHook hook) => _backwardPreHooks.Add(hook);

    /// <summary>Puts a node in front of the inputs and one behind the result of a call; between them they see the gradients and run the hooks.</summary>
    private protected sealed class BackwardWatch(Module module)
    {
        private readonly BackwardHook[] _hooks = [.. module._backwardHooks.Hooks];
        private readonly BackwardPreHook[] _preHooks = [.. module._backwardPreHooks.Hooks];
        private Tensor?[]? _gradOutputs;
        private int _inputCount;
        private bool _watchesInputs;

        /// <summary>Replaces those of the arguments that are tensors.</summary>
        public void WatchInputs(object?[] arguments)
        {
            _inputCount = arguments.Length;
            if (!GradMode.IsEnabled || !arguments.Any(a => a is Tensor { requires_grad: true })) return;
            _watchesInputs = true;
            var node = new InputNode(this, arguments);
            for (int i = 0; i < arguments.Length; i++)
                if (arguments[i] is Tensor tensor && tensor.is_floating_point())
                    arguments[i] = tensor.detach().SetGradFn(node, i);
        }

        /// <summary>The result of the call, with a node behind it.</summary>
        /// <exception cref="InvalidOperationException">The result is not a tensor.</exception>
        public TResult WatchResult<TResult>(TResult result)
        {
            if (result is not Tensor tensor)
                throw new InvalidOperationException($"For backward hooks to be called, module output should be a Tensor but received {typeof(TResult)}");
            if (!GradMode.IsEnabled || !tensor.requires_grad) return result;
            return (TResult)(object)tensor.detach().SetGradFn(new OutputNode(this, tensor));
        }

        private Tensor? OnOutput(Tensor gradient)
        {
            Tensor?[] gradOutputs = [gradient];
            foreach (var hook in _preHooks)
                if (hook(module, gradOutputs) is { } replaced)
                    gradOutputs = Checked(replaced, gradOutputs);
            _gradOutputs = gradOutputs;
            if (!_watchesInputs)
                foreach (var hook in _hooks)
                    if (hook(module, new Tensor?[_inputCount], gradOutputs) is not null)
                        throw new InvalidOperationException("Backward hook for Modules where no input requires gradient should always return None or None for all gradients.");
            return gradOutputs[0];
        }

        private Tensor?[] OnInputs(Tensor?[] gradInputs)
        {
            foreach (var hook in _hooks)
                if (hook(module, gradInputs, _gradOutputs ?? []) is { } replaced)
                    gradInputs = Checked(replaced, gradInputs);
            return gradInputs;
        }

        private static Tensor?[] Checked(Tensor?[] replaced, Tensor?[] old)
            => replaced.Length == old.Length ? replaced
                : throw new InvalidOperationException($"Backward hook returned an invalid number of grad_input, got {replaced.Length}, but expected {old.Length}");

        private sealed class InputNode(BackwardWatch watch, object?[] arguments) : Node([.. arguments.Select(a => EdgeOf(a as Tensor))])
        {
            public override string Name => "BackwardHookFunctionBackward";
            internal override int OutputCount => Next.Length;
            internal override bool MayReturnForeignTensors => true;

            internal override void BackwardAll(ReadOnlySpan<Tensor?> grads, GradientSink inputs)
            {
                var gradInputs = watch.OnInputs(grads.ToArray());
                for (int i = 0; i < gradInputs.Length; i++)
                    if (inputs.Needs(i))
                        inputs[i] = gradInputs[i];
            }

            protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = grad;
        }

        private sealed class OutputNode(BackwardWatch watch, Tensor result) : Node(result)
        {
            public override string Name => "BackwardHookFunctionBackward";
            internal override bool MayReturnForeignTensors => true;

            protected override void Backward(Tensor grad, GradientSink inputs) => inputs[0] = watch.OnOutput(grad);
        }
    }
}
