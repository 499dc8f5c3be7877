using Taimatsu.Modules;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Modules;

public class ContainerTests
{
    [Fact]
    public void Convolutions_and_pools_print_as_in_pytorch() => Assert.Equal("""
        Sequential(
          (0): Conv2d(1, 6, kernel_size=(3, 3), stride=(2, 1), padding=(1, 1))
          (1): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
          (2): MaxPool2d(kernel_size=(2, 2), stride=(2, 2), padding=1, dilation=1, ceil_mode=False)
          (3): AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))
          (4): AvgPool2d(kernel_size=3, stride=3, padding=0)
          (5): AdaptiveAvgPool2d(output_size=(1, 1))
          (6): AdaptiveAvgPool2d(output_size=7)
          (7): Conv1d(4, 4, kernel_size=(3,), stride=(1,), dilation=(2,), groups=2, bias=False)
          (8): Conv2d(3, 3, kernel_size=(3, 5), stride=(1, 1), padding=same)
          (9): MaxPool1d(kernel_size=3, stride=3, padding=0, dilation=1, ceil_mode=False)
        )
        """.ReplaceLineEndings("\n"), nn.Sequential(nn.Conv2d(1, 6, 3, padding: 1, stride: (2, 1)), nn.MaxPool2d(2, 2), nn.MaxPool2d((2, 2), padding: 1), nn.AvgPool1d(2), nn.AvgPool2d(3),
            nn.AdaptiveAvgPool2d((1, 1)), nn.AdaptiveAvgPool2d(7), nn.Conv1d(4, 4, 3, groups: 2, bias: false, dilation: 2), nn.Conv2d(3, 3, (3, 5), padding: "same"), nn.MaxPool1d(3)).ToString());

    [Fact]
    public void A_sequential_is_indexed_sliced_named_and_nested()
    {
        var inner = nn.Sequential(("first", nn.Linear(2, 3)), ("second", nn.Identity()));
        var net = nn.Sequential(inner);
        Assert.Equal("""
            Sequential(
              (0): Sequential(
                (first): Linear(in_features=2, out_features=3, bias=True)
                (second): Identity()
              )
            )
            """.ReplaceLineEndings("\n"), net.ToString());
        net.append("last", nn.Linear(3, 1)).append(nn.Identity());
        Assert.Same(inner, net[0]);
        Assert.IsType<Identity>(net[-1]);
        Assert.Equal(["0", "last", "2"], net.named_children().Select(c => c.name));
        Assert.Equal(["last", "2"], net[1..].named_children().Select(c => c.name));
        Assert.Equal(new Size(4, 1), net.call(ones(4, 2)).shape);
        Assert.Throws<IndexOutOfRangeException>(() => net[3]);
        Assert.Equal("Sequential()", nn.Sequential().ToString());
        var added = new Sequential { nn.Linear(1, 2), { "x", nn.Linear(2, 3) } };
        Assert.Equal(["0.weight", "0.bias", "x.weight", "x.bias"], added.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void A_list_draws_equal_neighbours_together()
    {
        var list = nn.ModuleList(nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 3));
        Assert.Equal("""
            ModuleList(
              (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)
              (2): Linear(in_features=2, out_features=3, bias=True)
            )
            """.ReplaceLineEndings("\n"), list.ToString());
        list.Insert(0, nn.Linear(9, 9, bias: false));
        list.RemoveAt(1);
        Assert.Equal(["0.weight", "1.weight", "1.bias", "2.weight", "2.bias"], list.named_parameters().Select(p => p.name));
        Assert.Equal(9, list[0].in_features);
        Assert.Equal("ModuleList()", nn.ModuleList<Linear>().ToString());
    }

    [Fact]
    public void Dictionaries_and_parameter_lists_print_as_in_pytorch()
    {
        Assert.Equal("""
            ModuleDict(
              (x): Linear(in_features=2, out_features=3, bias=True)
            )
            """.ReplaceLineEndings("\n"), nn.ModuleDict(("x", nn.Linear(2, 3))).ToString());
        Assert.Equal("""
            ParameterList(
                (0): Parameter containing: [torch.float32 of size 2x3]
                (1): Parameter containing: [torch.float64 of size 2]
            )
            """.ReplaceLineEndings("\n"), nn.ParameterList(nn.Parameter(zeros(2, 3)), nn.Parameter(zeros(2, dtype: float64))).ToString());
        var dictionary = nn.ParameterDict(("a", nn.Parameter(zeros(2, 3))), ("b", nn.Parameter(zeros(new Size()))));
        Assert.Equal("""
            ParameterDict(
                (a): Parameter containing: [torch.FloatTensor of size 2x3]
                (b): Parameter containing: [torch.FloatTensor of size ]
            )
            """.ReplaceLineEndings("\n"), dictionary.ToString());
        Assert.Equal(["a", "b"], dictionary.named_parameters().Select(p => p.name));
        Assert.Equal(2, dictionary.pop("a").ndim);
        Assert.Throws<KeyNotFoundException>(() => dictionary["a"]);
    }
}
