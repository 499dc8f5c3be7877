using System.Numerics;

namespace Taimatsu.Tests.Serialization;

/// <summary>Files of real PyTorch, in the zip and in the older format.</summary>
public class PyTorchFileTests
{
    public static TheoryData<string> Kinds => [".pth", ".legacy.pth"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StateDicts(string kind)
    {
        var state = Assert.IsType<StateDict>(SavedFile.Load("state_dict" + kind));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "2.weight", "2.bias"], state.Keys);
        Assert.Equal([2L, 1, 3, 3], state["0.weight"].shape.ToArray());
        Assert.Equal(0xbb238d56, BitConverter.SingleToUInt32Bits(state["0.weight"].ToFlatArray<float>()[0]));
        Assert.Equal(ScalarType.Int64, state["1.num_batches_tracked"].dtype);
        Assert.Equal(0, state["1.num_batches_tracked"].ndim);
        Assert.Equal([("", 1L), ("0", 1L), ("1", 2L), ("2", 1L)], state._metadata.Select(p => (p.Key, p.Value)));
    }

    [Theory]
    [InlineData("views.pth")]
    [InlineData("views.legacy.pth")]
    [InlineData("deflated.pth")]
    public void ViewsShareTheirStorage(string name)
    {
        var tensors = torch.load<StateDict>(SavedFile.Fixture(name));
        Assert.Equal([4f, 6, 8, 10], tensors["view"].ToFlatArray<float>());
        Assert.Equal([0f, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], tensors["turned"].ToFlatArray<float>());
        Assert.Equal([1L, 4], tensors["turned"].stride());
        tensors["base"].fill_(-1);
        Assert.Equal([-1f, -1, -1, -1], tensors["view"].ToFlatArray<float>());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ElementTypes(string kind)
    {
        var list = Assert.IsType<List<object?>>(SavedFile.Load("types" + kind)).Cast<Tensor>().ToArray();
        ScalarType[] types = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64];
        for (int i = 0; i < types.Length; i++)
        {
            Assert.Equal(types[i], list[i].dtype);
            Assert.Equal([0.0, 1, 100], list[i].ToFlatArray<double>());
        }
        Assert.Equal([false, true, true], list[9].ToFlatArray<bool>());
        Assert.Equal([0L, 3], list[10].shape.ToArray());
        Assert.Equal(2.5f, list[11].item<float>());
        Assert.Equal([1L, 0], list[12].stride());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PlainValues(string kind)
    {
        var d = Assert.IsType<OrderedDictionary<object, object?>>(SavedFile.Load("plain" + kind));
        Assert.Equal(3L, d["epoch"]);
        Assert.Equal(0.5, d["loss"]);
        Assert.Equal("naïve", d["name"]);
        Assert.Null(d["none"]);
        Assert.Equal(true, d["yes"]);
        Assert.Equal(false, d["no"]);
        Assert.Equal([1L, 2L], Assert.IsType<List<object?>>(d["list"]));
        Assert.Same(d["list"], d["again"]);
        var tuple = Assert.IsType<object?[]>(d["tuple"]);
        Assert.Equal(1L, tuple[0]);
        Assert.Equal([2L, 3L], Assert.IsType<object?[]>(tuple[1]));
        Assert.Empty(Assert.IsType<object?[]>(tuple[2]));
        Assert.Equal("seven", d[7L]);
        Assert.Equal(-1L, d[new object?[] { 1L, "a" }]);
        Assert.Equal(1L << 40, d["large"]);
        Assert.Equal(BigInteger.One << 70, d["huge"]);
        Assert.Equal(-5L, d["negative"]);
        Assert.Equal([0, 255], Assert.IsType<byte[]>(d["bytes"]));
        Assert.Equal(new Size(2, 3), d["size"]);
        Assert.Equal(ScalarType.Float16, d["dtype"]);
        Assert.Equal(Device.CPU, d["device"]);
        Assert.Equal([1L, 2L], Assert.IsType<HashSet<object>>(d["set"]));
        Assert.Equal(1L, Assert.IsType<OrderedDictionary<string, object?>>(d["ordered"])["a"]);
        Assert.True(Assert.IsType<Taimatsu.Modules.Parameter>(d["parameter"]).requires_grad);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("views")]
    [InlineData("types")]
    [InlineData("checkpoint")]
    public void SavingWhatWasLoadedGivesPyTorchsPickle(string name)
    {
        byte[] original = File.ReadAllBytes(SavedFile.Fixture(name + ".pth"));
        byte[] ours = SavedFile.Save(torch.load(new MemoryStream(original)));
        Assert.Equal(Convert.ToHexString(SavedFile.Entry(original, "data.pkl")), Convert.ToHexString(SavedFile.Entry(ours, "data.pkl")));
    }

    [Fact]
    public void CheckpointsNestStateDicts()
    {
        var checkpoint = Assert.IsType<OrderedDictionary<string, object?>>(SavedFile.Load("checkpoint.pth"));
        Assert.Equal(["weight", "bias"], Assert.IsType<StateDict>(checkpoint["model"]).Keys);
        var optimizer = Assert.IsType<OrderedDictionary<string, object?>>(checkpoint["optimizer"]);
        var slots = Assert.IsType<OrderedDictionary<object, object?>>(optimizer["state"]);
        var momentum = Assert.IsType<OrderedDictionary<string, object?>>(slots[0L])["momentum_buffer"];
        Assert.Equal([1f, 1, 1, 1], Assert.IsType<Tensor>(momentum).ToFlatArray<float>());
    }
}
