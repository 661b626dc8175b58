namespace FhirFax.Fhir.Validation;

/// <summary>R4's date, dateTime, instant and time: partial dates, a leap second, and a time zone wherever there is a time of day.</summary>
internal static class DateTimeSyntax
{
    public static bool IsDate(ReadOnlySpan<byte> value) => TryDate(ref value, out _) && value.IsEmpty;

    public static bool IsDateTime(ReadOnlySpan<byte> value) =>
        TryDate(ref value, out var isWhole) && (value.IsEmpty || (isWhole && IsZonedTime(value)));

    public static bool IsInstant(ReadOnlySpan<byte> value) => TryDate(ref value, out var isWhole) && isWhole && IsZonedTime(value);

    public static bool IsTime(ReadOnlySpan<byte> value) => TryTime(ref value) && value.IsEmpty;

    /// <summary>Takes <c>YYYY[-MM[-DD]]</c> off the start.</summary>
    private static bool TryDate(ref ReadOnlySpan<byte> value, out bool isWhole)
    {
        isWhole = false;
        if (!TryDigits(ref value, 4, out var year) || year == 0)
        {
            return false;
        }

        if (!TryByte(ref value, (byte)'-'))
        {
            return true;
        }

        if (!TryDigits(ref value, 2, out var month) || month is < 1 or > 12)
        {
            return false;
        }

        if (!TryByte(ref value, (byte)'-'))
        {
            return true;
        }

        isWhole = true;
        return TryDigits(ref value, 2, out var day) && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static bool IsZonedTime(ReadOnlySpan<byte> value) => TryByte(ref value, (byte)'T') && TryTime(ref value) && IsZone(value);

    /// <summary>Takes <c>hh:mm:ss[.f…]</c> off the start; second 60 is a leap second.</summary>
    private static bool TryTime(ref ReadOnlySpan<byte> value)
    {
        if (!TryDigits(ref value, 2, out var hour) || hour > 23 || !TryByte(ref value, (byte)':')
            || !TryDigits(ref value, 2, out var minute) || minute > 59 || !TryByte(ref value, (byte)':')
            || !TryDigits(ref value, 2, out var second) || second > 60)
        {
            return false;
        }

        if (!TryByte(ref value, (byte)'.'))
        {
            return true;
        }

        var digits = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? value.Length : digits;
        value = value[digits..];
        return digits > 0;
    }

    private static bool IsZone(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("Z"u8))
        {
            return true;
        }

        return (TryByte(ref value, (byte)'+') || TryByte(ref value, (byte)'-'))
            && TryDigits(ref value, 2, out var hour)
            && TryByte(ref value, (byte)':')
            && TryDigits(ref value, 2, out var minute)
            && value.IsEmpty
            && minute <= 59
            && (hour <= 13 || (hour == 14 && minute == 0));
    }

    private static bool TryByte(ref ReadOnlySpan<byte> value, byte expected)
    {
        if (value.IsEmpty || value[0] != expected)
        {
            return false;
        }

        value = value[1..];
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<byte> value, int count, out int number)
    {
        number = 0;
        if (value.Length < count)
        {
            return false;
        }

        foreach (var b in value[..count])
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + b - '0';
        }

        value = value[count..];
        return true;
    }
}
