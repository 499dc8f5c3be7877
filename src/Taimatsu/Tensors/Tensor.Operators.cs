using System.Runtime.CompilerServices;
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

    /// <summary>A 0-d tensor of the processor on another device; a plain number stays one, and goes there as a kernel's argument, which waits for nothing.</summary>
    internal Tensor MovedTo(Device device)
    {
        if (!IsWrappedNumber) return this.to(device);
        var moved = Empty(Layout.Scalar, _type, device);
        moved.Backend.Fill(moved.Operand, item());
        moved._flags |= TensorFlags.WrappedNumber;
        return moved;
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
    public static Tensor operator -(Scalar left, Tensor right) => right.rsub(left);
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
    public static Tensor operator /(Scalar left, Tensor right) => right.reciprocal().mul(left);
    /// <summary>Element by element negation.</summary>
    public static Tensor operator -(Tensor tensor) => tensor.neg();

    /// <summary>The tensor itself.</summary>
    public static Tensor operator +(Tensor tensor) => tensor.GivenOut(tensor.positive());
    /// <summary>Remainder with the divisor's sign, as Python's.</summary>
    public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);
    /// <summary>Remainder with the divisor's sign, as Python's.</summary>
    public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);
    /// <summary>Remainder with the divisor's sign, as Python's.</summary>
    public static Tensor operator %(Scalar left, Tensor right) => Wrap(left).remainder(right);
    /// <summary>Logical not, element by element.</summary>
    public static Tensor operator !(Tensor tensor) => tensor.logical_not();
    /// <summary>Bits turned round; of bools the logical not.</summary>
    public static Tensor operator ~(Tensor tensor) => tensor.bitwise_not();
    /// <summary>Bitwise and; of bools the logical and.</summary>
    public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);
    /// <summary>Bitwise and; of bools the logical and.</summary>
    public static Tensor operator &(Tensor left, Scalar right) => left.bitwise_and(right);
    /// <summary>Bitwise and; of bools the logical and.</summary>
    public static Tensor operator &(Scalar left, Tensor right) => right.bitwise_and(left);
    /// <summary>Bitwise or; of bools the logical or.</summary>
    public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);
    /// <summary>Bitwise or; of bools the logical or.</summary>
    public static Tensor operator |(Tensor left, Scalar right) => left.bitwise_or(right);
    /// <summary>Bitwise or; of bools the logical or.</summary>
    public static Tensor operator |(Scalar left, Tensor right) => right.bitwise_or(left);
    /// <summary>Bitwise exclusive or; of bools the logical one.</summary>
    public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);
    /// <summary>Bitwise exclusive or; of bools the logical one.</summary>
    public static Tensor operator ^(Tensor left, Scalar right) => left.bitwise_xor(right);
    /// <summary>Bitwise exclusive or; of bools the logical one.</summary>
    public static Tensor operator ^(Scalar left, Tensor right) => right.bitwise_xor(left);
    /// <summary>Shifts bits to the left.</summary>
    public static Tensor operator <<(Tensor left, Tensor right) => left.bitwise_left_shift(right);
    /// <summary>Shifts bits to the left.</summary>
    public static Tensor operator <<(Tensor left, Scalar right) => left.bitwise_left_shift(right);
    /// <summary>Shifts bits to the right, keeping the sign.</summary>
    public static Tensor operator >>(Tensor left, Tensor right) => left.bitwise_right_shift(right);
    /// <summary>Shifts bits to the right, keeping the sign.</summary>
    public static Tensor operator >>(Tensor left, Scalar right) => left.bitwise_right_shift(right);
    /// <summary>True where the left is smaller.</summary>
    public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
    /// <summary>True where the left is smaller.</summary>
    public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
    /// <summary>True where the left is smaller.</summary>
    public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
    /// <summary>True where the left is larger.</summary>
    public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
    /// <summary>True where the left is larger.</summary>
    public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
    /// <summary>True where the left is larger.</summary>
    public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
    /// <summary>True where the left is not larger.</summary>
    public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
    /// <summary>True where the left is not larger.</summary>
    public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
    /// <summary>True where the left is not larger.</summary>
    public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
    /// <summary>True where the left is not smaller.</summary>
    public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
    /// <summary>True where the left is not smaller.</summary>
    public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
    /// <summary>True where the left is not smaller.</summary>
    public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);
    /// <summary>True where both are equal. Use <c>is null</c> to test for null.</summary>
    public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
    /// <summary>True where both are equal. Use <c>is null</c> to test for null.</summary>
    public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
    /// <summary>True where both are equal. Use <c>is null</c> to test for null.</summary>
    public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
    /// <summary>True where both differ. Use <c>is not null</c> to test for null.</summary>
    public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
    /// <summary>True where both differ. Use <c>is not null</c> to test for null.</summary>
    public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
    /// <summary>True where both differ. Use <c>is not null</c> to test for null.</summary>
    public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

    /// <summary>True for the same object; elements are compared by <c>==</c>, <c>equal</c> and <c>allclose</c>.</summary>
    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);
    /// <summary>By identity, as <see cref="Equals"/>.</summary>
    public sealed override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
