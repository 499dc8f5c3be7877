using Taimatsu.Backends;

namespace Taimatsu;

public partial class Tensor
{
    /// <summary>A 0-d tensor of a plain number, which has the least say in type promotion.</summary>
    internal static Tensor Wrap(Scalar value)
    {
        var type = value.IsFloatingPoint ? ScalarType.Float64 : value.IsBool ? ScalarType.Bool : ScalarType.Int64;
        var storage = new Storage(new byte[8], 8);
        var operand = new Operand(storage, 0, Layout.Scalar, type);
        if (type == ScalarType.Float64) operand.First<double>() = value.ToDouble();
        else operand.First<long>() = value.ToInt64(); // a bool is its first byte
        return new Tensor(storage, 0, Layout.Scalar, type) { _flags = TensorFlags.WrappedNumber };
    }

    /// <summary>Element by element sum.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => left.add(right);
    /// <summary>Element by element sum with a number.</summary>
    public static Tensor operator +(Tensor left, Scalar right) => left.add(right);
    /// <summary>Element by element sum with a number.</summary>
    public static Tensor operator +(Scalar left, Tensor right) => right.add(left);
    /// <summary>Element by element difference.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);
    /// <summary>Element by element difference with a number.</summary>
    public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);
    /// <summary>Element by element difference with a number.</summary>
    public static Tensor operator -(Scalar left, Tensor right) => Wrap(left).sub(right);
    /// <summary>Element by element product.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);
    /// <summary>Element by element product with a number.</summary>
    public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);
    /// <summary>Element by element product with a number.</summary>
    public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);
    /// <summary>Element by element quotient; integers are divided as floats.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => left.div(right);
    /// <summary>Element by element quotient with a number.</summary>
    public static Tensor operator /(Tensor left, Scalar right) => left.div(right);
    /// <summary>Element by element quotient with a number.</summary>
    public static Tensor operator /(Scalar left, Tensor right) => Wrap(left).div(right);
    /// <summary>Element by element negation.</summary>
    public static Tensor operator -(Tensor tensor) => tensor.neg();
}
