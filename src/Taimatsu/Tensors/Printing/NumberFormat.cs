using System.Globalization;

namespace Taimatsu.Printing;

/// <summary>One format for all elements of a tensor: as wide as the widest, with an exponent if the values lie far apart.</summary>
internal sealed class NumberFormat
{
    private readonly bool _floating, _whole, _scientific;
    private readonly int _precision;

    /// <summary>Looks at the elements that will be shown.</summary>
    public NumberFormat(ReadOnlySpan<double> values, bool floating, PrintOptions options)
    {
        _floating = floating;
        _precision = options.Precision;
        Width = 1;
        if (!floating)
        {
            foreach (double value in values) Width = Math.Max(Width, value.ToString("0", CultureInfo.InvariantCulture).Length);
            return;
        }
        double largest = 0, smallest = double.PositiveInfinity;
        _whole = true;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || value == 0) continue;
            largest = Math.Max(largest, Math.Abs(value));
            smallest = Math.Min(smallest, Math.Abs(value));
            _whole &= Math.Ceiling(value) == value;
        }
        if (largest == 0) return; // nothing but zeros, infinities and NaN: they print as whole numbers
        // The width is that of the automatic choice, also where the options overrule it: as in PyTorch.
        _scientific = largest / smallest > 1000 || largest > 1e8 || (!_whole && smallest < 1e-4);
        foreach (double value in values)
            if (double.IsFinite(value) && value != 0)
                Width = Math.Max(Width, Number(value).Length);
        _scientific = options.Scientific ?? _scientific;
    }

    /// <summary>The characters of the widest element.</summary>
    public int Width { get; }

    /// <summary>An element, padded to the width.</summary>
    public string Format(double value) => (_floating ? Number(value) : value.ToString("0", CultureInfo.InvariantCulture)).PadLeft(Width);

    private string Number(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        if (_scientific) return Exponent(value);
        string text = value.ToString(_whole ? "F0" : "F" + _precision, CultureInfo.InvariantCulture);
        // .NET drops the sign of numbers that round to zero; C keeps it.
        if (double.IsNegative(value) && text[0] != '-') text = "-" + text;
        return _whole ? text + "." : text;
    }

    // .NET writes three digits of exponent, C two at least. Only the standard format rounds the exact decimal value.
    private string Exponent(double value)
    {
        string text = value.ToString("E" + _precision, CultureInfo.InvariantCulture);
        int at = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return $"{text[..at]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }
}
