namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Literal and hexadecimal strings (ISO 32000-1, 7.3.4).</summary>
internal sealed partial class PdfParser
{
    private const int MaxStringLength = 4096;

    private PdfString ReadHexString()
    {
        Position++;
        var bytes = new List<byte>();
        var high = -1;
        while (true)
        {
            budget.Charge();
            var c = source.At(Position++);
            if (c is -1)
            {
                throw PdfSyntax.Damaged();
            }

            if (c == '>')
            {
                Keep(bytes, high < 0 ? -1 : high << 4);
                return new PdfString([.. bytes]);
            }

            if (HexDigit(c) is >= 0 and var digit)
            {
                Keep(bytes, high < 0 ? -1 : (high << 4) | digit);
                high = high < 0 ? digit : -1;
            }
        }
    }

    private PdfString ReadLiteralString()
    {
        Position++;
        var bytes = new List<byte>();
        for (var open = 1; ;)
        {
            budget.Charge();
            var c = source.At(Position++);
            switch (c)
            {
                case -1:
                    throw PdfSyntax.Damaged();
                case '\\':
                    Keep(bytes, ReadEscape());
                    continue;
                case '(':
                    open++;
                    break;
                case ')' when --open == 0:
                    return new PdfString([.. bytes]);
            }

            Keep(bytes, c);
        }
    }

    /// <summary>The byte that an escape stands for, or -1 for an escaped line end, which stands for none.</summary>
    private int ReadEscape()
    {
        var c = source.At(Position++);
        switch (c)
        {
            case 'n':
                return 10;
            case 'r':
                return 13;
            case 't':
                return 9;
            case 'b':
                return 8;
            case 'f':
                return 12;
            case 13:
                Position += source.At(Position) == 10 ? 1 : 0;
                return -1;
            case 10:
                return -1;
            default:
                return c is >= '0' and <= '7' ? ReadOctal(c - '0') : c;
        }
    }

    private int ReadOctal(int value)
    {
        for (var i = 0; i < 2 && source.At(Position) is >= '0' and <= '7' and var c; i++, Position++)
        {
            value = (value << 3) | (c - '0');
        }

        return value & 0xFF;
    }

    // Only short strings are ever looked at (keys, hashes, file identifiers), so a longer one is read over.
    private static void Keep(List<byte> bytes, int value)
    {
        if (value >= 0 && bytes.Count < MaxStringLength)
        {
            bytes.Add((byte)value);
        }
    }

    private static int HexDigit(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
