using Taimatsu.Modules;
using Taimatsu.Tests.RandomNumbers;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Modules;

[Collection(nameof(GlobalGeneratorCollection))]
public class InitTests
{
    private static string Bits(Tensor tensor) => string.Join(' ', tensor.ToFlatArray<float>().Select(v => $"{BitConverter.SingleToUInt32Bits(v):x8}"));

    [Fact]
    public void Layers_start_with_pytorchs_numbers_bit_for_bit()
    {
        manual_seed(0);
        var linear = nn.Linear(3, 2);
        Assert.Equal("bb8da3e8 3e9e9313 bef34b7e bed98bc9 be63b4b1 3e1e8953", Bits(linear.weight));
        Assert.Equal("bc3b6b40 3eea617a", Bits(linear.bias!));
        manual_seed(0);
        Assert.StartsWith("bb238d56 3e371b28 be8c7764 ", Bits(nn.Conv2d(1, 6, 3).weight), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_fillings_are_pytorchs()
    {
        manual_seed(0);
        var w = empty(3, 5);
        Assert.Equal("bbd475dc 3eeddc9d bf36789e bf2328d6 beaac785 3e6dcdfc bc8c9070 3f2fc91c bd9d65f1 3e6aa93b be8600b7 be2e50ef bf53cd9b bf12d461 beb6c823", Bits(nn.init.xavier_uniform_(w)));
        Assert.Equal("3efc4f14 3f298393 bd16c4ed 3f37e064 3f5b196e bd14d376 bf17197d 4015c868 beec68a4 3e0623e4 bca99148 3f607851 3fec7e5a bf3fc8eb be3c37b2",
            Bits(nn.init.kaiming_normal_(w, nonlinearity: "relu", mode: "fan_out")));
        Close([1.4194f, -0.6707f, 0.9831f, 0.7460f, -0.1108f, -1.0415f, -1.3136f, 0.9689f, -0.4410f, 0.2371f, 0.7289f, 0.4124f, 0.5466f, -1.7317f, 0.0322f], nn.init.orthogonal_(w, gain: 2));
        Close([-0.5757f, 0.0825f, -0.6128f, 0.3157f, 0.4277f, -0.1595f, 0.3318f, 0.9317f], nn.init.orthogonal_(empty(4, 2)));
        Close([0, 0.0017f, -0.0158f, 0.0107f, -0.0051f, 0, 0, 0], nn.init.sparse_(empty(4, 2), 0.5));
    }

    [Fact]
    public void A_bilinear_layer_starts_and_computes_as_in_pytorch()
    {
        manual_seed(0);
        var bilinear = nn.Bilinear(2, 3, 2);
        Assert.StartsWith("bbad7922 3ec2369c bf14fcb1 ", Bits(bilinear.weight), StringComparison.Ordinal);
        Assert.Equal("Bilinear(in1_features=2, in2_features=3, out_features=2, bias=True)", bilinear.ToString());
        Close([-0.568647f, -0.959987f, -8.599914f, 0.340111f], bilinear.call(tensor(new[] { 0f, 1, 2, 3 }).view(2, 2), tensor(new[] { 0f, 1, 2, 3, 4, 5 }).view(2, 3)));
        Close([-0.346935f, 0.093953f, 0.430878f, 0.621871f, -0.627025f, -0.370703f], nn.init.trunc_normal_(empty(6), mean: 0.5, std: 2, a: -1, b: 1));
    }

    [Fact]
    public void Constant_fillings_are_pytorchs()
    {
        Assert.Equal([1f, 0, 0, 0, 1, 0], nn.init.eye_(empty(2, 3)).ToFlatArray<float>());
        float[] dirac = nn.init.dirac_(empty(4, 2, 3), groups: 2).ToFlatArray<float>();
        Assert.Equal([1, 10, 13, 22], Enumerable.Range(0, 24).Where(i => dirac[i] == 1));
        Assert.Equal(4f, dirac.Sum());
        Assert.Equal([7f, 7f], nn.init.constant_(new Parameter(empty(2)), 7).ToFlatArray<float>());
    }

    [Fact]
    public void Gains_are_pytorchs()
    {
        Assert.Equal(5.0 / 3, nn.init.calculate_gain("tanh"));
        Assert.Equal(Math.Sqrt(2 / (1 + 0.04)), nn.init.calculate_gain("leaky_relu", 0.2), 15);
        Assert.Throws<ArgumentException>(() => nn.init.calculate_gain("softly"));
        Assert.Equal("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", Assert.Throws<ArgumentException>(() => nn.init.xavier_normal_(empty(3))).Message);
    }

    private static void Close(float[] expected, Tensor actual)
    {
        float[] values = actual.ToFlatArray<float>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - values[i]) <= 6e-5, $"[{i}]: expected {expected[i]}, got {values[i]}");
    }
}
