namespace Taimatsu.Autograd;

/// <summary>Finite differences against recorded derivatives.</summary>
internal static class GradChecker
{
    public static void Check(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps, double atol, double rtol, double nondetTol)
    {
        CheckInputs(inputs);
        Tensor[] outputs = Differentiable(func(inputs));
        if (outputs.Length == 0)
        {
            CheckConstant(func, inputs, eps, atol);
            return;
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].requires_grad) continue;
            var numerical = Numerical(func, inputs, inputs[i], outputs.Length, eps);
            for (int o = 0; o < outputs.Length; o++)
            {
                var analytical = Analytical(outputs[o], inputs[i], o, i);
                var again = Analytical(outputs[o], inputs[i], o, i);
                long rows = inputs[i].numel(), columns = outputs[o].numel();
                if (!Close(numerical[o], analytical, atol, rtol))
                    throw new GradcheckError($"Jacobian mismatch for output {o} with respect to input {i},\nnumerical:{Show(numerical[o], rows, columns)}\nanalytical:{Show(analytical, rows, columns)}\n");
                if (!Close(analytical, again, nondetTol, 0))
                    throw new GradcheckError($"Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, although analytical gradient matches numerical gradient. The tolerance for nondeterminism was {nondetTol}. Output {o}, input {i}.");
            }
        }
    }

    /// <summary>Gradients of the outputs' shapes for second derivatives: arbitrary, and the same in every run.</summary>
    public static Tensor[] ArbitraryGradients(Tensor[] outputs)
    {
        var random = new Random(outputs.Length);
        var gradients = new List<Tensor>();
        foreach (var output in Differentiable(outputs))
        {
            var values = new double[output.numel()];
            for (int i = 0; i < values.Length; i++) values[i] = random.NextDouble() * 2 - 1;
            gradients.Add(torch.tensor(values).reshape(output.shape).to(output.dtype, output.device).detach().requires_grad_());
        }
        return [.. gradients];
    }

    private static void CheckInputs(Tensor[] inputs)
    {
        bool any = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].requires_grad) continue;
            any = true;
            if (inputs[i].Layout.HasInternalOverlap())
                throw new ArgumentException($"The {i}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck.");
        }
        if (!any) throw new ArgumentException("gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.");
    }

    // Without a recorded output every derivative has to be zero.
    private static void CheckConstant(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps, double atol)
    {
        int outputs = func(inputs).Length;
        foreach (var input in inputs)
        {
            if (!input.requires_grad) continue;
            foreach (double[] jacobian in Numerical(t => func(t), inputs, input, outputs, eps, all: true))
                if (!Close(jacobian, new double[jacobian.Length], atol, 0))
                    throw new GradcheckError("Numerical gradient for function expected to be zero");
        }
    }

    // One Jacobian an output, inputs along the rows: the difference of the outputs for a step of one input element either way.
    private static double[][] Numerical(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor input, int outputs, double eps, bool all = false)
    {
        long count = input.numel();
        var jacobians = new double[outputs][];
        var data = input.data; // its changes do not disturb what the graph has saved
        var sizes = input.shape;
        var strides = input.stride();
        for (long i = 0; i < count; i++)
        {
            long offset = input.storage_offset(), rest = i;
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                offset += rest % sizes[d] * strides[d];
                rest /= sizes[d];
            }
            var element = data.as_strided([], [], offset);
            double origin = element.item<double>();
            element.fill_(origin + eps);
            var above = Evaluate(func, inputs, all);
            element.fill_(origin - eps);
            var below = Evaluate(func, inputs, all);
            element.fill_(origin);
            for (int o = 0; o < outputs; o++)
            {
                int columns = above[o].Length;
                var jacobian = jacobians[o] ??= new double[count * columns];
                for (int c = 0; c < columns; c++) jacobian[i * columns + c] = (above[o][c] - below[o][c]) / (2 * eps);
            }
        }
        for (int o = 0; o < outputs; o++) jacobians[o] ??= [];
        return jacobians;
    }

    private static double[][] Evaluate(Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool all)
    {
        var outputs = func(inputs);
        if (!all) outputs = Differentiable(outputs);
        return Array.ConvertAll(outputs, t => t.ToFlatArray<double>());
    }

    private static double[] Analytical(Tensor output, Tensor input, int outputIndex, int inputIndex)
    {
        long rows = input.numel(), columns = output.numel();
        var jacobian = new double[rows * columns];
        for (long c = 0; c < columns; c++)
        {
            var direction = new double[columns];
            direction[c] = 1;
            var seed = torch.tensor(direction).reshape(output.shape).to(output.dtype, output.device);
            var gradient = torch.autograd.grad([output], [input], [seed], retain_graph: true, allow_unused: true)[0];
            if (gradient is null) continue;
            if (gradient.shape != input.shape || gradient.dtype != input.dtype)
                throw new GradcheckError($"Analytical gradient has incorrect size or type: {gradient.dtype.PyTorchName()} {gradient.shape} of output {outputIndex} for input {inputIndex}, {input.dtype.PyTorchName()} {input.shape}");
            var values = gradient.ToFlatArray<double>();
            for (long r = 0; r < rows; r++) jacobian[r * columns + c] = values[r];
        }
        return jacobian;
    }

    private static Tensor[] Differentiable(Tensor[] outputs) => [.. outputs.Where(t => t.requires_grad)];

    private static bool Close(double[] a, double[] b, double atol, double rtol)
    {
        for (int i = 0; i < a.Length; i++)
            if (!(Math.Abs(a[i] - b[i]) <= atol + rtol * Math.Abs(b[i])))
                return false;
        return true;
    }

    private static Tensor Show(double[] jacobian, long rows, long columns) => torch.tensor(jacobian).reshape(rows, columns);
}
