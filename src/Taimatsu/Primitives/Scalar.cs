using System.Globalization;

namespace Taimatsu;

/// <summary>A number, an integer or a truth value as an operand: what a plain Python number is to PyTorch.</summary>
public readonly struct Scalar : IEquatable<Scalar>
{
    private readonly long _bits;

    private Scalar(long bits, ScalarType type)
    {
        _bits = bits;
        Type = type;
    }

    /// <summary>Float64 for floats, Int64 for integers, Bool for truth values; a value made from another .NET type remembers that type.</summary>
    public ScalarType Type { get; }

    /// <summary>True if it holds a floating point number.</summary>
    public bool IsFloatingPoint => Type.IsFloatingPoint();

    /// <summary>True if it holds an integer.</summary>
    public bool IsIntegral => Type.IsIntegral();

    /// <summary>True if it holds a truth value.</summary>
    public bool IsBool => Type == ScalarType.Bool;

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(value, ScalarType.Int64);
    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(int value) => new(value, ScalarType.Int32);
    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(short value) => new(value, ScalarType.Int16);
    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(sbyte value) => new(value, ScalarType.Int8);
    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(byte value) => new(value, ScalarType.Byte);
    /// <summary>A number.</summary>
    public static implicit operator Scalar(double value) => new(BitConverter.DoubleToInt64Bits(value), ScalarType.Float64);
    /// <summary>A number.</summary>
    public static implicit operator Scalar(float value) => new(BitConverter.DoubleToInt64Bits(value), ScalarType.Float32);
    /// <summary>A number.</summary>
    public static implicit operator Scalar(Half value) => new(BitConverter.DoubleToInt64Bits((double)value), ScalarType.Float16);
    /// <summary>A number.</summary>
    public static implicit operator Scalar(BFloat16 value) => new(BitConverter.DoubleToInt64Bits((float)value), ScalarType.BFloat16);
    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(value ? 1 : 0, ScalarType.Bool);

    /// <summary>The value as a double.</summary>
    public double ToDouble() => IsFloatingPoint ? BitConverter.Int64BitsToDouble(_bits) : _bits;
    /// <summary>The value as a float.</summary>
    public float ToSingle() => IsFloatingPoint ? (float)BitConverter.Int64BitsToDouble(_bits) : _bits;
    /// <summary>The value as a long; a float is truncated.</summary>
    public long ToInt64() => IsFloatingPoint ? (long)BitConverter.Int64BitsToDouble(_bits) : _bits;
    /// <summary>The value as an int; a float is truncated, a larger integer wraps.</summary>
    public int ToInt32() => unchecked((int)ToInt64());
    /// <summary>True unless the value is zero.</summary>
    public bool ToBoolean() => IsFloatingPoint ? BitConverter.Int64BitsToDouble(_bits) != 0 : _bits != 0;

    /// <summary>The value as a double.</summary>
    public static explicit operator double(Scalar value) => value.ToDouble();
    /// <summary>The value as a float.</summary>
    public static explicit operator float(Scalar value) => value.ToSingle();
    /// <summary>The value as a long.</summary>
    public static explicit operator long(Scalar value) => value.ToInt64();
    /// <summary>The value as an int.</summary>
    public static explicit operator int(Scalar value) => value.ToInt32();
    /// <summary>True unless the value is zero.</summary>
    public static explicit operator bool(Scalar value) => value.ToBoolean();

    /// <summary>The type that a tensor of another category gets from this number: the default float, int64 or bool.</summary>
    internal ScalarType PromotionType(ScalarType defaultFloat) => IsFloatingPoint ? defaultFloat : IsBool ? ScalarType.Bool : ScalarType.Int64;

    /// <inheritdoc/>
    public bool Equals(Scalar other) => IsFloatingPoint || other.IsFloatingPoint ? ToDouble().Equals(other.ToDouble()) : _bits == other._bits;
    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => ToDouble().GetHashCode();
    /// <summary>Equal by value.</summary>
    public static bool operator ==(Scalar left, Scalar right) => left.Equals(right);
    /// <summary>Not equal by value.</summary>
    public static bool operator !=(Scalar left, Scalar right) => !left.Equals(right);

    /// <summary>The number as Python prints it.</summary>
    public override string ToString() => Type switch
    {
        ScalarType.Bool => _bits != 0 ? "True" : "False",
        _ when IsFloatingPoint => PythonFloat(ToDouble()),
        _ => _bits.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A double as Python's repr writes it: <c>1.0</c>, <c>0.1</c>, <c>1e-05</c>, <c>inf</c>.</summary>
    internal static string PythonFloat(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";
        // Shortest round-trip digits, then Python's rule: exponent form below 1e-4 and from 1e16 on.
        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        string digits = new([.. shortest.Split('E')[0].Where(char.IsAsciiDigit)]);
        digits = digits.TrimStart('0').TrimEnd('0');
        if (digits.Length == 0) digits = "0";
        int exponent = int.Parse(text[(text.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        // E16 may round 9.99… up to 1e+1; take the exponent from the shortest digits instead when they disagree.
        if (Math.Abs(double.Parse($"{digits[0]}.{digits[1..]}0E{exponent}", CultureInfo.InvariantCulture)) != Math.Abs(value)) exponent--;
        string sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
