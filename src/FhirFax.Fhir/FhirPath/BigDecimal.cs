using System.Globalization;
using System.Numerics;

namespace FhirFax.Fhir.FhirPath;

/// <summary>
/// A decimal as R4 has it (datatypes.html#decimal): any number of digits up to <see cref="MaxDigits"/>, any exponent that fits, and the digits that were written. Sums and products
/// are exact; quotients have 28 significant digits. Equal is what has the same value: <c>1.50</c> is <c>1.5</c>.
/// </summary>
public readonly struct BigDecimal : IEquatable<BigDecimal>, IComparable<BigDecimal>, IFormattable
{
    /// <summary>Digits that are read, and that a result may have.</summary>
    public const int MaxDigits = 1_000;

    private const int MaxExponent = 100_000_000;
    private const int QuotientDigits = 28;
    private readonly BigInteger _unscaled;
    private readonly int _scale;

    private BigDecimal(BigInteger unscaled, int scale)
    {
        if (Math.Abs(scale) > MaxExponent || (unscaled.GetBitLength() > MaxDigits * 4 && DigitsOf(unscaled) > MaxDigits))
        {
            throw new OverflowException();
        }

        (_unscaled, _scale) = (unscaled, scale);
    }

    public int Sign => _unscaled.Sign;

    /// <summary>Digits behind the point, without zeros at the end; 0 when there are none.</summary>
    public int FractionDigits => Math.Max(0, Trimmed()._scale);

    /// <summary>Where the first digit stands: 1 for 5, 2 for 50, 0 for 0.5.</summary>
    private int Magnitude => DigitsOf(_unscaled) - _scale;

    public static implicit operator BigDecimal(int value) => new(value, 0);

    public static implicit operator BigDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var unscaled = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new BigDecimal(bits[3] < 0 ? -unscaled : unscaled, (bits[3] >> 16) & 0xFF);
    }

    /// <exception cref="OverflowException">Too large; what is too small becomes 0.</exception>
    public static explicit operator decimal(BigDecimal value) =>
        value.Magnitude > QuotientDigits + 1 && value.Sign != 0 ? throw new OverflowException() : decimal.Parse(value.Round(QuotientDigits).ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <exception cref="OverflowException">Out of the range of integers.</exception>
    public static explicit operator int(BigDecimal value) =>
        value.Magnitude > 10 && value.Sign != 0 ? throw new OverflowException() : checked((int)value.Truncate().Unscaled(0));

    /// <summary>The nearest; infinite beyond its range.</summary>
    public static explicit operator double(BigDecimal value) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{value._unscaled}E{-value._scale}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static bool operator ==(BigDecimal left, BigDecimal right) => left.Equals(right);

    public static bool operator !=(BigDecimal left, BigDecimal right) => !left.Equals(right);

    public static bool operator <(BigDecimal left, BigDecimal right) => left.CompareTo(right) < 0;

    public static bool operator >(BigDecimal left, BigDecimal right) => left.CompareTo(right) > 0;

    public static bool operator <=(BigDecimal left, BigDecimal right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BigDecimal left, BigDecimal right) => left.CompareTo(right) >= 0;

    public static BigDecimal operator -(BigDecimal value) => new(-value._unscaled, value._scale);

    /// <exception cref="OverflowException">More than <see cref="MaxDigits"/> digits.</exception>
    public static BigDecimal operator +(BigDecimal left, BigDecimal right)
    {
        var scale = Math.Max(left._scale, right._scale);
        return new BigDecimal(left.Unscaled(scale) + right.Unscaled(scale), scale);
    }

    /// <exception cref="OverflowException">More than <see cref="MaxDigits"/> digits.</exception>
    public static BigDecimal operator -(BigDecimal left, BigDecimal right) => left + -right;

    /// <exception cref="OverflowException">More than <see cref="MaxDigits"/> digits.</exception>
    public static BigDecimal operator *(BigDecimal left, BigDecimal right) => new(left._unscaled * right._unscaled, checked(left._scale + right._scale));

    /// <exception cref="DivideByZeroException">By zero.</exception>
    public static BigDecimal operator /(BigDecimal left, BigDecimal right)
    {
        var shift = Math.Max(0, QuotientDigits + 1 + DigitsOf(right._unscaled) - DigitsOf(left._unscaled));
        var quotient = new BigDecimal(left._unscaled * BigInteger.Pow(10, shift) / right._unscaled, checked(left._scale - right._scale + shift));
        return quotient.Round(QuotientDigits - quotient.Magnitude).Trimmed(Math.Max(0, left._scale - right._scale));
    }

    /// <exception cref="DivideByZeroException">By zero.</exception>
    public static BigDecimal operator %(BigDecimal left, BigDecimal right)
    {
        var scale = Math.Max(left._scale, right._scale);
        return new BigDecimal(BigInteger.Remainder(left.Unscaled(scale), right.Unscaled(scale)), scale);
    }

    /// <summary>Reads a number of JSON; also one with a plus sign, or with zeros in front.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BigDecimal value)
    {
        value = default;
        var e = text.IndexOfAny('e', 'E');
        var mantissa = e < 0 ? text : text[..e];
        var exponent = 0;
        if ((e >= 0 && !int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) || Math.Abs((long)exponent) > MaxExponent / 2)
        {
            return false;
        }

        var point = mantissa.IndexOf('.');
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        if (mantissa.Length > MaxDigits || (point >= 0 && decimals == 0) || !TryDigits(mantissa, point, out var unscaled))
        {
            return false;
        }

        value = new BigDecimal(unscaled, decimals - exponent);
        return true;
    }

    public BigDecimal Abs() => new(BigInteger.Abs(_unscaled), _scale);

    /// <summary>Without what is behind the point.</summary>
    public BigDecimal Truncate() => _scale <= 0 ? this : _scale > DigitsOf(_unscaled) ? default : new BigDecimal(_unscaled / BigInteger.Pow(10, _scale), 0);

    /// <summary>Half of the last digit goes away from zero. Never longer than it was.</summary>
    public BigDecimal Round(int decimals)
    {
        var dropped = (long)_scale - decimals;
        if (dropped <= 0)
        {
            return this;
        }

        if (dropped > DigitsOf(_unscaled))
        {
            return default;
        }

        var unit = BigInteger.Pow(10, (int)dropped);
        return new BigDecimal((_unscaled + (_unscaled.Sign * (unit / 2))) / unit, decimals);
    }

    public int CompareTo(BigDecimal other)
    {
        if (Sign != other.Sign || Sign == 0)
        {
            return Sign.CompareTo(other.Sign);
        }

        // Only numbers of one magnitude are brought to one scale, which then differs by no more than their digits.
        var byMagnitude = Magnitude.CompareTo(other.Magnitude);
        var scale = Math.Max(_scale, other._scale);
        return byMagnitude != 0 ? Sign * byMagnitude : Unscaled(scale).CompareTo(other.Unscaled(scale));
    }

    public bool Equals(BigDecimal other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is BigDecimal other && Equals(other);

    public override int GetHashCode()
    {
        var trimmed = Trimmed();
        return HashCode.Combine(trimmed._unscaled, trimmed._scale);
    }

    /// <summary>All digits with their point; with an exponent only when that would be longer than <see cref="MaxDigits"/>.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(_unscaled).ToString(CultureInfo.InvariantCulture);
        var sign = _unscaled.Sign < 0 ? "-" : "";
        if (Math.Abs((long)_scale) > MaxDigits * 2)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{digits.Length - 1 - _scale:+0;-0}");
        }

        if (_scale <= 0)
        {
            return _unscaled.IsZero ? "0" : $"{sign}{digits}{new string('0', -_scale)}";
        }

        digits = digits.PadLeft(_scale + 1, '0');
        return $"{sign}{digits[..^_scale]}.{digits[^_scale..]}";
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    private static bool TryDigits(ReadOnlySpan<char> mantissa, int point, out BigInteger unscaled)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        var length = mantissa.Length;
        mantissa.CopyTo(digits);
        if (point >= 0)
        {
            mantissa[(point + 1)..].CopyTo(digits[point..]);
            length--;
        }

        return BigInteger.TryParse(digits[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out unscaled);
    }

    private static int DigitsOf(BigInteger value)
    {
        if (value.GetBitLength() > 62)
        {
            return BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).Length;
        }

        var digits = 1;
        for (var rest = Math.Abs((long)value); rest >= 10; rest /= 10)
        {
            digits++;
        }

        return digits;
    }

    private BigInteger Unscaled(int scale)
    {
        var shift = (long)scale - _scale;
        return shift switch
        {
            0 => _unscaled,
            _ when _unscaled.IsZero => BigInteger.Zero,
            > MaxDigits => throw new OverflowException(),
            _ => _unscaled * BigInteger.Pow(10, (int)shift),
        };
    }

    /// <summary>Without zeros at the end, as far as <paramref name="scale"/>.</summary>
    private BigDecimal Trimmed(int scale = int.MinValue)
    {
        if (_unscaled.IsZero)
        {
            return default;
        }

        var (unscaled, at) = (_unscaled, _scale);
        while (at > scale)
        {
            var shorter = BigInteger.DivRem(unscaled, 10, out var rest);
            if (!rest.IsZero)
            {
                break;
            }

            (unscaled, at) = (shorter, at - 1);
        }

        return new BigDecimal(unscaled, at);
    }
}
