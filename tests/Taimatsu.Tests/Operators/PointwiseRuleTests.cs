namespace Taimatsu.Tests.Operators;

/// <summary>The rules of pointwise operators that a table of values does not show: errors, signs, names of graph nodes, operators.</summary>
public class PointwiseRuleTests
{
    private static readonly Tensor s_flags = torch.ones([1], ScalarType.Bool), s_whole = torch.ones([1], ScalarType.Int64), s_number = torch.ones([1]);

    public static TheoryData<string, Func<object>> Refused() => new()
    {
        { "Negation, the `-` operator, on a bool tensor is not supported.", () => -s_flags },
        { "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.", () => s_flags - s_flags },
        { "Subtraction, the `-` operator, with a bool tensor is not supported.", () => s_number - s_flags },
        { "Subtraction, the `-` operator, with a bool tensor is not supported.", () => s_number - true },
        { "Subtraction, the `-` operator, with a bool tensor is not supported.", () => 1 - s_flags },
        { "Boolean inputs not supported for relu", () => s_flags.relu() },
        { "Integers to negative integer powers are not allowed.", () => s_whole.pow(-1) },
        { "result type Float can't be cast to the desired output type Long", () => s_whole.add_(1.5) },
        { "result type Float can't be cast to the desired output type Long", () => s_whole.div_(2) },
        { "result type Long can't be cast to the desired output type Bool", () => s_flags.add_(1) },
        { "result type Float can't be cast to the desired output type Long", () => torch.exp(s_number, @out: s_whole) },
        { "ZeroDivisionError", () => s_whole.floor_divide(0) },
        { "ZeroDivisionError", () => s_whole % 0 },
        { "ZeroDivisionError", () => s_whole.fmod(0) },
        { "ZeroDivisionError", () => torch.div(s_whole, 0, "trunc") },
        { "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'x'", () => torch.div(s_number, s_number, "x") },
        { "For integral input tensors, argument alpha must not be a floating point number.", () => torch.add(s_whole, s_whole, alpha: 1.5) },
        { "Boolean alpha only supported for Boolean results.", () => torch.add(s_whole, s_whole, alpha: true) },
        { "not implemented for 'Float'", () => s_number & s_number },
        { "not implemented for 'Float'", () => ~s_number },
        { "not implemented for 'Bool'", () => s_flags << s_flags },
        { "expected dtype float for `end` but got dtype double", () => torch.lerp(s_number, s_number.to(ScalarType.Float64), 0.5) },
        { "For integral input tensors, argument value must not be a floating point number.", () => torch.addcmul(s_whole, s_whole, s_whole, value: 0.5) },
        { "Integer division with addcdiv is no longer supported", () => torch.addcdiv(s_whole, s_whole, s_whole) },
        { "At least one of 'min' or 'max' must not be None", () => torch.clamp(s_number) },
        { "heaviside is not yet implemented for tensors with different dtypes.", () => torch.heaviside(s_number, s_whole) },
        { "Float did not match Double", () => torch.isclose(s_number, s_number.to(ScalarType.Float64)) },
        { "rtol must be greater than or equal to zero, but got -1", () => torch.isclose(s_number, s_number, rtol: -1) },
        { "where expected condition to be a boolean tensor, but got a tensor with dtype Float", () => torch.where(s_number, s_number, s_number) },
        { "cannot do hardtanh on an unsigned type with negative limits", () => torch.nn.functional.hardtanh(torch.ones([1], ScalarType.Byte)) },
        { "lambda must be greater or equal to 0, but found to be -1.", () => torch.nn.functional.softshrink(s_number, -1) },
        { "approximate argument must be either none or tanh", () => torch.nn.functional.gelu(s_number, "x") },
        { "The `+` operator, on a bool tensor is not supported.", () => +s_flags },
        { "polygamma(n, x) does not support negative n", () => torch.polygamma(-1, s_number) },
        { "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0", () => torch.zeros([3]) + torch.zeros([2]) },
        { "output with shape [3] doesn't match the broadcast shape [2, 3]", () => torch.zeros([3]).add_(torch.zeros([2, 3])) },
        { "functions with out=... arguments don't support automatic differentiation", () => torch.exp(torch.ones([1], requires_grad: true), @out: torch.empty([1])) },
    };

    [Theory, MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_PyTorch_refuses_is_refused_in_its_words(string text, Func<object> call)
    {
        var error = Assert.ThrowsAny<Exception>(call);
        Assert.True(error is InvalidOperationException or ArgumentException or DivideByZeroException, error.ToString());
        Assert.Contains(text, error.Message);
    }

    public static TheoryData<string, Func<Tensor, Tensor>> Nodes() => new()
    {
        { "AddBackward0", x => x + 2 },
        { "AddBackward0", x => x.add(x, alpha: 3) },
        { "SubBackward0", x => x - 2 },
        { "RsubBackward1", x => 2 - x },
        { "MulBackward0", x => x * x },
        { "MulBackward0", x => 2 / x },
        { "DivBackward0", x => x / 2 },
        { "PowBackward0", x => x.pow(2) },
        { "PowBackward1", x => x.pow(x) },
        { "PowBackward2", x => torch.pow(2, x) },
        { "NegBackward0", x => -x },
        { "LeakyReluBackward0", x => torch.nn.functional.leaky_relu(x) },
        { "EluBackward0", x => torch.nn.functional.selu(x) },
        { "GeluBackward0", x => torch.nn.functional.gelu(x, "tanh") },
        { "ClampBackward1", x => x.clamp(0, 1) },
        { "ClampBackward0", x => x.clamp(x, x) },
        { "WhereBackward0", x => torch.where(x > 0, x, 1.0) },
    };

    [Theory, MemberData(nameof(Nodes), DisableDiscoveryEnumeration = true)]
    public void Nodes_have_PyTorchs_names(string name, Func<Tensor, Tensor> call) => Assert.Equal(name, call(torch.ones([2], requires_grad: true)).grad_fn!.Name);

    [Fact]
    public void Operators_compare_element_by_element()
    {
        var x = torch.tensor([1f, 2f, 3f]);
        Assert.Equal([false, true, false], (x == 2).ToFlatArray<bool>());
        Assert.Equal([true, false, true], (x != 2).ToFlatArray<bool>());
        Assert.Equal([true, false, false], (2 > x).ToFlatArray<bool>());
        Assert.Equal([false, true, true], (2 <= x).ToFlatArray<bool>());
        Assert.Equal([true, false, true], ((x < 2) | (x > 2)).ToFlatArray<bool>());
        Assert.Equal([false, true, false], (!(x != 2)).ToFlatArray<bool>());
        Assert.True(x.Equals(x));
        Assert.False(x.Equals(x.clone()));
    }

    [Fact]
    public void Remainders_have_the_divisors_sign_and_fmod_the_dividends()
    {
        var x = torch.tensor([5L, -5L, 5L, -5L]);
        var y = torch.tensor([3L, 3L, -3L, -3L]);
        Assert.Equal([2L, 1L, -1L, -2L], (x % y).ToFlatArray<long>());
        Assert.Equal([2L, -2L, 2L, -2L], x.fmod(y).ToFlatArray<long>());
        Assert.Equal([1L, -2L, -2L, 1L], x.floor_divide(y).ToFlatArray<long>());
        Assert.Equal([1L, -1L, -1L, 1L], x.div(y, "trunc").ToFlatArray<long>());
        Assert.Equal([long.MinValue], torch.tensor([long.MinValue]).floor_divide(-1).ToFlatArray<long>());
        Assert.Equal([float.PositiveInfinity], (torch.tensor([-5f]) % float.PositiveInfinity).ToFlatArray<float>());
    }

    [Fact]
    public void Int64_keeps_all_its_digits()
    {
        var x = torch.tensor([long.MaxValue - 1, (1L << 53) + 1]);
        Assert.Equal([long.MaxValue, (1L << 53) + 2], (x + 1).ToFlatArray<long>());
        Assert.Equal([long.MaxValue - 1, (1L << 53) + 1], x.bitwise_and(-1).ToFlatArray<long>());
        Assert.Equal([1L, 1L], (x == x.clone()).to(ScalarType.Int64).ToFlatArray<long>());
        Assert.Equal([((1L << 53) + 1) * 3], (torch.tensor([(1L << 53) + 1]) * 3).ToFlatArray<long>());
    }

    [Fact]
    public void Operands_that_share_memory_with_the_target_are_read_before_it_is_written()
    {
        var x = torch.tensor([1f, 2f, 3f, 4f]);
        var head = x.as_strided([3], [1], 0);
        var tail = x.as_strided([3], [1], 1);
        tail.add_(head);
        Assert.Equal([1f, 3f, 5f, 7f], x.ToFlatArray<float>());
        torch.mul(x.as_strided([3], [1], 0), 2, @out: x.as_strided([3], [1], 1));
        Assert.Equal([1f, 2f, 6f, 10f], x.ToFlatArray<float>());
    }
}
