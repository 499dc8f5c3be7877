namespace Taimatsu.Tests.Networks;

/// <summary>The gradients of layer normalisation's weight and bias by their kernel, against the composite that a graph of the gradients takes.</summary>
public class LayerNormSumsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 64)]
    [InlineData(70, 65)]
    [InlineData(200, 130)]
    [InlineData(2, 511)]
    [InlineData(0, 5)]
    public void Kernel_and_composite_agree(int rows, int columns)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var generator = new Generator(5);
            Tensor x = torch.randn([rows, columns], dtype: type, generator: generator).requires_grad_(), w = torch.randn([columns], dtype: type, generator: generator).requires_grad_(), b = torch.randn([columns], dtype: type, generator: generator).requires_grad_();
            var grad = torch.randn([rows, columns], dtype: type, generator: generator);
            var kernel = torch.autograd.grad([torch.nn.functional.layer_norm(x, columns, w, b)], [x, w, b], [grad]);
            var composite = torch.autograd.grad([torch.nn.functional.layer_norm(x, columns, w, b)], [x, w, b], [grad], create_graph: true);
            double tolerance = type == ScalarType.Float32 ? 2e-4 : 1e-10;
            for (int i = 0; i < 3; i++)
            {
                if (kernel[i].numel() == 0) continue;
                double difference = (kernel[i] - composite[i].detach()).abs().max().item<double>();
                Assert.True(difference <= tolerance, $"{rows}x{columns} {type}, gradient {i}: the kernel is {difference} away from the composite");
            }
        }
    }
}
