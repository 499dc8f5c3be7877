namespace Taimatsu.Tests.Operators;

/// <summary>The numbers from which a row's sample values are drawn, for one operand. Integer types get the whole numbers in it.</summary>
internal readonly record struct Values(double Low, double High, bool NonZero = false);

/// <summary>
/// One operator, or one variant of it, as the tests see it. A row yields: values against the reference in every element type and memory layout,
/// in place and <c>out:</c>, special values, first and second derivatives. Make one with <see cref="Unary"/>, <see cref="Binary"/>, <see cref="Ternary"/>
/// (a function of plain doubles is the reference) or <see cref="Composite"/> (own samples, and a slower way to compute the same), then refine it using <c>with</c>.
/// </summary>
internal sealed record OperatorInfo
{
    public static readonly ScalarType[] Floats = [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16];
    public static readonly ScalarType[] Integers = [ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64];
    public static readonly ScalarType[] Numbers = [.. Floats, .. Integers];
    public static readonly ScalarType[] All = [.. Numbers, ScalarType.Bool];
    public static readonly ScalarType[] IntegersAndBool = [.. Integers, ScalarType.Bool];

    /// <summary>The operator's name as its attribute gives it.</summary>
    public required string Name { get; init; }

    /// <summary>Tells several rows of one operator apart.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The call on a sample's tensors; several results for operators that return several.</summary>
    public required Func<Tensor[], Tensor[]> Call { get; init; }

    /// <summary>The same, changing the sample's first tensor.</summary>
    public Func<Tensor[], Tensor>? InPlace { get; init; }

    /// <summary>The same, writing to a given tensor.</summary>
    public Func<Tensor[], Tensor, Tensor>? Out { get; init; }

    /// <summary>What the results must be. It gets contiguous copies; the results' types do not matter, their shapes and values do.</summary>
    public required Func<Tensor[], Tensor[]> Reference { get; init; }

    /// <summary>The element types that the operator takes.</summary>
    public ScalarType[] Types { get; init; } = All;

    /// <summary>Test that element types which are not in <see cref="Types"/> are errors.</summary>
    public bool OthersThrow { get; init; } = true;

    /// <summary>Where the sample values of each operand come from.</summary>
    public Values[] Domain { get; init; } = [new(-4, 4)];

    /// <summary>The sample inputs of an element type.</summary>
    public required Func<OperatorInfo, ScalarType, IEnumerable<Tensor[]>> Samples { get; init; }

    /// <summary>Test first and second derivatives. Inputs of float type are differentiated.</summary>
    public bool Differentiable { get; init; }

    /// <summary>Only the first derivative exists.</summary>
    public bool OnlyOnce { get; init; }

    /// <summary>Where derivatives are tested, if not everywhere: stay clear of kinks and poles.</summary>
    public Values[]? GradDomain { get; init; }

    /// <summary>The inputs for derivatives, in double precision; by default small pointwise ones or the smaller <see cref="Samples"/>.</summary>
    public Func<OperatorInfo, IEnumerable<Tensor[]>>? GradSamples { get; init; }

    /// <summary>Test zeros, infinities, NaN and the like against the reference.</summary>
    public bool Specials { get; init; }

    /// <summary>Special values that are left out.</summary>
    public double[] NotSpecial { get; init; } = [];

    /// <summary>The sign of a zero counts in the special values.</summary>
    public bool SignedZero { get; init; } = true;

    /// <summary>Allowed error in float32, relative to the larger of 1 and the value.</summary>
    public double Tolerance32 { get; init; } = 2e-6;

    /// <summary>Allowed error in float64, relative to the larger of 1 and the value.</summary>
    public double Tolerance64 { get; init; } = 1e-12;

    /// <summary>Other memory layouts of the samples are tested too.</summary>
    public bool OtherLayouts { get; init; } = true;

    public Values DomainOf(int operand) => Domain[Math.Min(operand, Domain.Length - 1)];

    public override string ToString() => Variant.Length == 0 ? Name : $"{Name}/{Variant}";

    /// <summary>A pointwise operator of one tensor.</summary>
    public static OperatorInfo Unary(string name, Func<Tensor, Tensor> call, Func<double, double> reference,
        Func<Tensor, Tensor>? inPlace = null, Func<Tensor, Tensor, Tensor>? @out = null) => new()
    {
        Name = name,
        Call = t => [call(t[0])],
        InPlace = inPlace is null ? null : t => inPlace(t[0]),
        Out = @out is null ? null : (t, o) => @out(t[0], o),
        Reference = t => [ScalarReference.Map(t, v => reference(v[0]))],
        Samples = PointwiseSamples.Unary,
        GradSamples = info => PointwiseSamples.ForGradients(info, 1),
        Specials = true,
    };

    /// <summary>A pointwise operator of two tensors.</summary>
    public static OperatorInfo Binary(string name, Func<Tensor, Tensor, Tensor> call, Func<double, double, double> reference,
        Func<Tensor, Tensor, Tensor>? inPlace = null, Func<Tensor, Tensor, Tensor, Tensor>? @out = null) => new()
    {
        Name = name,
        Call = t => [call(t[0], t[1])],
        InPlace = inPlace is null ? null : t => inPlace(t[0], t[1]),
        Out = @out is null ? null : (t, o) => @out(t[0], t[1], o),
        Reference = t => [ScalarReference.Map(t, v => reference(v[0], v[1]))],
        Samples = PointwiseSamples.Binary,
        GradSamples = info => PointwiseSamples.ForGradients(info, 2),
        Specials = true,
    };

    /// <summary>A pointwise operator of three tensors.</summary>
    public static OperatorInfo Ternary(string name, Func<Tensor, Tensor, Tensor, Tensor> call, Func<double, double, double, double> reference,
        Func<Tensor, Tensor, Tensor, Tensor>? inPlace = null, Func<Tensor, Tensor, Tensor, Tensor, Tensor>? @out = null) => new()
    {
        Name = name,
        Call = t => [call(t[0], t[1], t[2])],
        InPlace = inPlace is null ? null : t => inPlace(t[0], t[1], t[2]),
        Out = @out is null ? null : (t, o) => @out(t[0], t[1], t[2], o),
        Reference = t => [ScalarReference.Map(t, v => reference(v[0], v[1], v[2]))],
        Samples = PointwiseSamples.Ternary,
        GradSamples = info => PointwiseSamples.ForGradients(info, 3),
    };

    /// <summary>
    /// Any operator of one result. <paramref name="samples"/> gives inputs for an element type (see <see cref="SampleData"/>),
    /// <paramref name="reference"/> the expected result from contiguous copies of them.
    /// </summary>
    public static OperatorInfo Composite(string name, Func<ScalarType, IEnumerable<Tensor[]>> samples, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor> reference,
        Func<Tensor[], Tensor>? inPlace = null, Func<Tensor[], Tensor, Tensor>? @out = null) => new()
    {
        Name = name,
        Call = t => [call(t)],
        InPlace = inPlace,
        Out = @out,
        Reference = t => [reference(t)],
        Samples = (_, type) => samples(type),
        OthersThrow = false,
    };

    /// <summary>Any operator of several results.</summary>
    public static OperatorInfo Several(string name, Func<ScalarType, IEnumerable<Tensor[]>> samples, Func<Tensor[], Tensor[]> call, Func<Tensor[], Tensor[]> reference) => new()
    {
        Name = name,
        Call = call,
        Reference = reference,
        Samples = (_, type) => samples(type),
        OthersThrow = false,
    };
}
