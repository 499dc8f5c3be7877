using Taimatsu.Tests.Backends;
using Taimatsu.Tests.Operators;
using static Taimatsu.torch;

namespace Taimatsu.Tests.Memory;

/// <summary>Whose memory comes back when a tensor is disposed. The allocator is one for the process; alone here, its figures can be compared.</summary>
[Collection(nameof(ThreadCountCollection))]
public class DisposalTests
{
    private const long Rows = 64, Columns = 1 << 12;

    private static readonly Func<Tensor, Tensor>[] s_views =
    [
        x => x.t(), x => x.T, x => x.mT, x => x[0], x => x[.., 1..3], x => x[TensorIndex.Ellipsis, TensorIndex.Null], x => x.view(-1), x => x.view(Columns, Rows), x => x.reshape(-1), x => x.flatten(),
        x => x.unsqueeze(0), x => x.squeeze(), x => x.expand(2, Rows, Columns), x => x.broadcast_to([2, Rows, Columns]), x => x.permute(1, 0), x => x.transpose(0, 1), x => x.swapaxes(0, 1), x => x.movedim(0, 1),
        x => x.narrow(0, 1, 2), x => x.slice(1, 0, 4, 2), x => x.select(1, 3), x => x.diagonal(), x => x.unfold(1, 8, 8), x => x.as_strided([4, 4], [8, 1]), x => x.alias(), x => x.detach(), x => x.data,
        x => x.detach().t(), x => x.data.view(-1), x => x.t()[1], x => x.chunk(2)[1], x => x.split(16)[0], x => x.unbind()[2], x => x.view_as(x), x => x.unflatten(1, [2, -1]),
        x => nn.Flatten(0).call(x), x => nn.Identity().call(x.t()),
    ];

    private static readonly (string Name, Func<Tensor, Tensor> Call)[] s_own =
    [
        ("repeat", x => x.repeat(2, 3)), ("tile", x => x.tile(2)), ("repeat_interleave", x => x.repeat_interleave(2, 1)), ("roll", x => x.roll(5)), ("flip", x => x.flip(0)),
        ("avg_pool1d", x => nn.functional.avg_pool1d(x, 2)), ("max_pool1d", x => nn.functional.max_pool1d(x, 2)), ("conv1d", x => nn.functional.conv1d(x.view(1, Rows, Columns), ones(2, Rows, 3))),
        ("conv2d of one picture", x => nn.functional.conv2d(x.view(1, Rows, Columns), ones(4, 1, 3, 3))), ("Conv1d", x => nn.Conv1d(Rows, 2, 3).call(x)),
        ("take_along_dim", x => x.take_along_dim(zeros(1, Columns, dtype: int64).expand(Rows, Columns), 0)), ("x[mask]", x => x[x > -10]), ("x[places]", x => x[tensor(new long[] { 3, 1 })]),
        ("reshape of a turned one", x => x.t().reshape(-1)), ("flatten of a turned one", x => x.t().flatten()), ("contiguous", x => x.t().contiguous()), ("to", x => x.to(float64)),
        ("mv", x => x.t().mv(ones(Rows))), ("sum", x => x.sum(0)), ("softmax", x => x.softmax(-1)), ("log_softmax of a turned one", x => x.t().log_softmax(0)), ("batch_norm", x => nn.functional.batch_norm(x, zeros(Columns), ones(Columns))),
        ("layer_norm", x => nn.functional.layer_norm(x, [Columns])), ("group_norm", x => nn.functional.group_norm(x, 4)), ("cumsum", x => x.cumsum(1)), ("sort", x => x.sort().values), ("kthvalue", x => x.kthvalue(3, 0).values),
        ("LSTM", x => nn.LSTM(Columns, 64).call(x).output), ("GRU", x => nn.GRU(Columns, 64, batch_first: true).call(x.view(4, 16, Columns)).output), ("GRUCell", x => nn.GRUCell(Columns, 64).call(x)),
        ("MultiheadAttention", x => Attend(x.narrow(1, 0, 64).contiguous())), ("MultiheadAttention of a batch", x => Attend(x.reshape(-1, 4, 64))),
    ];

    private static Tensor Attend(Tensor x) => nn.MultiheadAttention(64, 4).call(x, x, x, null, false, null).Item1;

    // Rows whose calls are not the operator's alone, but take a view of its result.
    private static readonly string[] s_lookAtResults = ["dropout2d", "dropout3d", "fill_", "nanquantile", "nonzero_as_list", "where/places", "zero_"];

    [Theory, InlineData(false), InlineData(true)]
    public void Views_leave_their_base_alone(bool records)
    {
        var x = ones(Rows, Columns).requires_grad_(records);
        for (int i = 0; i < s_views.Length; i++)
        {
            var view = s_views[i](x);
            Assert.True(view.Storage.SharesMemoryWith(x.Storage), $"view {i} is none");
            view.Dispose();
            view.Dispose();
            Assert.Equal(Rows * Columns, x.sum().item<float>());
        }
        Assert.True(x.Storage.ByteLength > 0);
    }

    [Fact]
    public void Base_and_view_may_be_disposed_in_any_order()
    {
        foreach (var look in s_views)
        {
            Tensor x = ones(Rows, Columns), view = look(x);
            x.Dispose();
            Assert.Throws<ObjectDisposedException>(() => view.sum());
            view.Dispose();
            x.Dispose();
            (x, view) = (ones(Rows, Columns), null!);
            view = look(x);
            view.Dispose();
            x.Dispose();
            Assert.Throws<ObjectDisposedException>(() => x.sum());
            x.Dispose();
            view.Dispose();
        }
    }

    public static TheoryData<string> Own() => [.. s_own.Select(o => o.Name)];

    [Theory, MemberData(nameof(Own))]
    public void What_an_operator_made_goes_back_at_once(string name)
    {
        var call = s_own.Single(o => o.Name == name).Call;
        foreach (bool records in (bool[])[false, true])
        {
            var x = randn(Rows, Columns).requires_grad_(records);
            var result = call(x);
            long before = memory.allocated(), bytes = result.Storage.ByteLength;
            Assert.True(result.Storage.Block is not null || bytes <= 8192);
            result.Dispose();
            if (bytes > 8192) Assert.True(before - memory.allocated() >= bytes, $"{before - memory.allocated()} of {bytes} bytes came back");
            Assert.Throws<ObjectDisposedException>(() => result.sum());
            Assert.False(float.IsNaN(x.sum().item<float>()));
        }
    }

    [Fact]
    public void Every_operators_results_know_whose_their_memory_is()
    {
        var wrong = new List<string>();
        foreach (var (name, row) in OperatorRows.Named.Where(r => !s_lookAtResults.Contains(r.Key)))
            foreach (bool records in (bool[])[false, true])
                foreach (var sample in row.Samples(row, row.Types[0]).Take(6))
                {
                    if (records && !sample[0].is_floating_point()) continue;
                    var operands = records ? Array.ConvertAll(sample, t => t.is_floating_point() ? t.detach().requires_grad_() : t) : sample;
                    Tensor[] results;
                    try { results = row.Call(operands); }
                    catch (InvalidOperationException) when (records) { continue; } // no derivative
                    for (int i = 0; i < results.Length; i++)
                    {
                        var result = results[i];
                        bool isOperand = operands.Contains(result, ReferenceEqualityComparer.Instance), shares = operands.Any(o => o.Storage.SharesMemoryWith(result.Storage));
                        bool amongResults = results.Where((other, j) => j != i && other.Storage.SharesMemoryWith(result.Storage)).Any();
                        if (isOperand || amongResults && !shares) continue;
                        if (result.Borrows != shares) wrong.Add($"{name}: result {i} {(shares ? "looks into an operand's memory, and would give it back" : "has its memory to itself, and would leave it")}");
                    }
                }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Distinct()));
    }

    // What programs outside see; here, as in the library, the forms for inside would be called.
    private static Tensor Outside(Tensor x, string name, params object?[] given)
    {
        var method = typeof(Tensor).GetMethods().Single(m => m.Name == name && (given.Length == 0 ? m.GetParameters().Length == 0 : m.GetParameters() is [var first, ..] && first.ParameterType == given[0]!.GetType()));
        return (Tensor)method.Invoke(x, [.. given, .. method.GetParameters().Skip(given.Length).Select(p => p.DefaultValue)])!;
    }

    [Fact]
    public void A_tensor_that_is_returned_as_it_is_may_be_disposed_once_more()
    {
        var x = ones(Rows, Columns);
        Func<Tensor>[] returnsX = [() => Outside(x, "contiguous"), () => Outside(x, "to", float32), () => Outside(x, "to", Device.CPU), () => Outside(x, "to", x), () => x.cpu(), () => x.@float(), () => x.type_as(x), () => Outside(x, "to", "cpu"), () => +x, () => positive(x)];
        foreach (var get in returnsX)
        {
            Tensor first = get(), second = get();
            Assert.Same(x, first);
            first.Dispose();
            second.Dispose();
            Assert.Equal(Rows * Columns, x.sum().item<float>());
        }
        // The library's own uses do not count, nor do copies.
        nn.functional.conv1d(x, ones(2, Rows, 3)).Dispose();
        nn.functional.layer_norm(x, [Columns]).Dispose();
        Outside(x, "to", float64).Dispose();
        long before = memory.allocated();
        x.Dispose();
        Assert.True(before - memory.allocated() >= Rows * Columns * 4);
        Assert.Throws<ObjectDisposedException>(() => x.sum());

        var row = ones(2, Columns)[0];
        Outside(row, "contiguous").Dispose();
        row.Dispose();
        Assert.Equal(Columns, row.sum().item<float>());

        // So often that counting ends: the collector's then.
        var often = ones(Columns);
        for (int i = 0; i < 70000; i++) often.cpu();
        for (int i = 0; i < 70000; i++) often.Dispose();
        Assert.Equal(Columns, often.sum().item<float>());
    }

    [Fact]
    public void A_parameter_gives_its_memory_back_and_what_it_was_made_of_does_not()
    {
        var data = ones(Columns);
        var parameter = new Taimatsu.Modules.Parameter(data);
        data.Dispose();
        Assert.Equal(Columns, parameter.sum().item<float>());
        parameter.detach().Dispose();
        Assert.Equal(Columns, parameter.sum().item<float>());
        long before = memory.allocated();
        parameter.Dispose();
        Assert.True(before - memory.allocated() >= Columns * 4);

        var linear = nn.Linear(64, 64);
        foreach (var (_, tensor) in linear.state_dict()) tensor.Dispose();
        Assert.False(float.IsNaN(linear.call(ones(1, 64)).sum().item<float>()));
        before = memory.allocated();
        linear.Dispose();
        Assert.True(before - memory.allocated() >= 64 * 64 * 4);
    }

    [Fact]
    public void Memory_that_is_assigned_changes_hands()
    {
        Tensor x = ones(Columns), y = full(Columns, 2.0);
        x.data = y;
        y.Dispose();
        Assert.Equal(2 * Columns, x.sum().item<float>());
        x.data = x.data; // its own already
        x.data = x;
        long before = memory.allocated();
        x.Dispose();
        Assert.True(before - memory.allocated() >= Columns * 4);

        Tensor z = ones(2, Columns), row = z[0];
        var written = add(ones(Columns * 2), 1, @out: row); // resized, it has memory of its own
        Assert.Same(row, written);
        before = memory.allocated();
        row.Dispose();
        Assert.True(before - memory.allocated() >= Columns * 8);
        Assert.Equal(2 * Columns, z.sum().item<float>());
    }

    [Fact]
    public void A_gradient_gives_its_memory_back()
    {
        var x = ones(Rows, Columns).requires_grad_();
        x.t().exp().sum().backward();
        var gradient = x.grad!;
        long before = memory.allocated();
        gradient.Dispose();
        Assert.True(before - memory.allocated() >= Rows * Columns * 4);
    }

    [Fact]
    public void Tensors_of_a_file_that_share_memory_leave_it_to_each_other()
    {
        string path = Path.GetTempFileName();
        try
        {
            var x = arange(Columns, dtype: float32);
            save(new Dictionary<string, object> { ["all"] = x, ["part"] = x.narrow(0, 8, 8), ["other"] = ones(Columns) }, path);
            var back = (IDictionary<string, object?>)load(path)!;
            Tensor all = (Tensor)back["all"]!, part = (Tensor)back["part"]!, other = (Tensor)back["other"]!;
            Assert.True(all.Storage.SharesMemoryWith(part.Storage));
            all.Dispose();
            Assert.Equal(8f, part[0].item<float>());
            part.Dispose();
            Assert.Equal(8f, all[8].item<float>());
            long before = memory.allocated();
            other.Dispose();
            Assert.True(before - memory.allocated() >= Columns * 4);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_scope_gives_back_what_is_no_view()
    {
        Tensor x = ones(Rows, Columns), y;
        using (var scope = NewDisposeScope())
        {
            scope.Include(x.t());
            y = scope.Include(x + 1);
        }
        Assert.Equal(Rows * Columns, x.sum().item<float>());
        Assert.Throws<ObjectDisposedException>(() => y.sum());
    }

    [Fact]
    public void Views_are_disposed_while_other_threads_read()
    {
        var x = ones(Rows, Columns);
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                using var row = x[i % Rows];
                Assert.Equal(Columns, row.sum().item<float>());
            }
        });
        Assert.Equal(Rows * Columns, x.sum().item<float>());
    }

    [Fact]
    public void A_disposed_view_leaves_the_graph_alone()
    {
        var x = ones(Rows, Columns).requires_grad_();
        Tensor loss;
        using (var turned = x.t())
        using (var product = turned * 3)
            loss = product.sum();
        loss.backward();
        Assert.Equal(3f, x.grad!.min().item<float>());
    }
}
