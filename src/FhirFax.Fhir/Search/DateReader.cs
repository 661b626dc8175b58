namespace FhirFax.Fhir.Search;

/// <summary>Reads the parts of a date and time from left to right; never past the end, never throwing.</summary>
internal ref struct DateReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public readonly bool AtEnd => _at == _text.Length;

    public readonly bool IsOnlyT => _at == _text.Length - 1 && _text[_at] == 'T';

    public bool TrySkip(char expected)
    {
        if (_at < _text.Length && _text[_at] == expected)
        {
            _at++;
            return true;
        }

        return false;
    }

    public bool TryDate(out int year, out int month, out int day, out DatePrecision precision)
    {
        month = day = 0;
        precision = DatePrecision.Year;
        if (!TryDigits(4, out year) || year == 0)
        {
            return false;
        }

        if (!TrySkip('-'))
        {
            return true;
        }

        precision = DatePrecision.Month;
        if (!TryDigits(2, out month) || month is < 1 or > 12)
        {
            return false;
        }

        if (!TrySkip('-'))
        {
            return true;
        }

        precision = DatePrecision.Day;
        return TryDigits(2, out day) && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    /// <param name="time">Microseconds since midnight.</param>
    /// <param name="width">Microseconds that the written precision spans.</param>
    public bool TryTime(bool allowHourOnly, out long time, out long width, out DatePrecision precision)
    {
        time = 0;
        width = DateInterval.Hour;
        precision = DatePrecision.Hour;
        if (!TryDigits(2, out var hour) || hour > 23)
        {
            return false;
        }

        time = hour * DateInterval.Hour;
        if (!TrySkip(':'))
        {
            return allowHourOnly;
        }

        width = DateInterval.Minute;
        precision = DatePrecision.Minute;
        if (!TryDigits(2, out var minute) || minute > 59)
        {
            return false;
        }

        time += minute * DateInterval.Minute;
        return !TrySkip(':') || TrySeconds(ref time, out width, out precision);
    }

    /// <param name="offset">Microseconds east of UTC.</param>
    public bool TryZone(out long offset)
    {
        offset = 0;
        if (AtEnd || TrySkip('Z'))
        {
            return true;
        }

        var sign = _text[_at];
        if (sign is not ('+' or '-' or ' '))
        {
            return false;
        }

        _at++;
        if (!TryDigits(2, out var hours) || !TrySkip(':') || !TryDigits(2, out var minutes) || hours > 14 || minutes > 59)
        {
            return false;
        }

        offset = (hours * DateInterval.Hour) + (minutes * DateInterval.Minute);
        offset = sign == '-' ? -offset : offset;
        return true;
    }

    private bool TrySeconds(ref long time, out long width, out DatePrecision precision)
    {
        width = DateInterval.Second;
        precision = DatePrecision.Second;
        if (!TryDigits(2, out var second) || second > 60)
        {
            return false;
        }

        time += second * DateInterval.Second;
        return !TrySkip('.') || TryFraction(ref time, ref width, out precision);
    }

    private bool TryFraction(ref long time, ref long width, out DatePrecision precision)
    {
        precision = DatePrecision.Fraction;
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            if (width > 1)
            {
                width /= 10;
                time += (_text[_at] - '0') * width;
            }

            _at++;
        }

        return _at > start;
    }

    private bool TryDigits(int count, out int value)
    {
        value = 0;
        if (_at + count > _text.Length)
        {
            return false;
        }

        for (var end = _at + count; _at < end; _at++)
        {
            if (!char.IsAsciiDigit(_text[_at]))
            {
                return false;
            }

            value = (value * 10) + (_text[_at] - '0');
        }

        return true;
    }
}
