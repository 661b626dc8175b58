using System.Text;

namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Reads objects (ISO 32000-1, 7.3) from a position on. Tolerates what common readers tolerate; nesting and size are bounded.</summary>
internal sealed partial class PdfParser(ByteSource source, DocumentBudget budget)
{
    private const int MaxNameLength = 256;
    private int _elements;
    private int _depth;

    public long Position { get; set; }

    public void SkipWhiteSpace()
    {
        while (true)
        {
            var c = source.At(Position);
            if (c == '%')
            {
                SkipComment();
            }
            else if (PdfSyntax.IsWhiteSpace(c))
            {
                Position++;
                budget.Charge();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>The next object, or keyword. The end of the source is a keyword of no characters.</summary>
    public PdfValue Read()
    {
        _elements = 0;
        _depth = 0;
        return ReadValue();
    }

    /// <summary>A non-negative integer in decimal digits; the position moves only when there is one.</summary>
    public bool TryReadUnsigned(out long value)
    {
        var start = Position;
        SkipWhiteSpace();
        value = 0;
        var digits = 0;
        for (int c; PdfSyntax.IsDigit(c = source.At(Position)) && digits < 18; Position++, digits++)
        {
            value = (value * 10) + (c - '0');
        }

        if (digits > 0 && !PdfSyntax.IsDigit(source.At(Position)))
        {
            return true;
        }

        Position = start;
        return false;
    }

    /// <summary>Moves past <paramref name="keyword"/> when it is what comes next.</summary>
    public bool TrySkip(ReadOnlySpan<byte> keyword)
    {
        var start = Position;
        SkipWhiteSpace();
        if (source.Matches(Position, keyword))
        {
            Position += keyword.Length;
            return true;
        }

        Position = start;
        return false;
    }

    private PdfValue ReadValue()
    {
        budget.Charge();
        SkipWhiteSpace();
        var c = source.At(Position);
        switch (c)
        {
            case '/':
                return new PdfName(ReadName());
            case '(':
                return ReadLiteralString();
            case '[':
                return ReadArray();
            case '<':
                return source.At(Position + 1) == '<' ? ReadDictionary() : ReadHexString();
            case ')' or '>' or ']' or '{' or '}':
                Position++;
                return new PdfKeyword(((char)c).ToString());
            default:
                return PdfSyntax.IsDigit(c) || c is '+' or '-' or '.' ? ReadNumberOrReference() : ReadKeyword();
        }
    }

    private PdfValue ReadNumberOrReference()
    {
        var start = Position;
        if (TryReadUnsigned(out var number) && !PdfSyntax.IsRegular(source.At(Position)))
        {
            return (PdfValue?)ReadReference(number) ?? new PdfNumber(number, isInteger: true);
        }

        Position = start;
        var negative = source.At(Position) == '-';
        while (source.At(Position) is '+' or '-')
        {
            Position++;
            budget.Charge();
        }

        var isInteger = TryReadUnsigned(out number) && !PdfSyntax.IsRegular(source.At(Position));
        SkipRegular();
        return new PdfNumber(negative ? -number : number, isInteger);
    }

    private PdfReference? ReadReference(long number)
    {
        var start = Position;
        if (number <= int.MaxValue && TryReadUnsigned(out var generation) && generation <= ushort.MaxValue && TrySkip("R"u8)
            && !PdfSyntax.IsRegular(source.At(Position)))
        {
            return new PdfReference((int)number, (int)generation);
        }

        Position = start;
        return null;
    }

    private PdfArray ReadArray()
    {
        Enter();
        Position++;
        var items = new List<PdfValue>();
        while (true)
        {
            SkipWhiteSpace();
            if (source.At(Position) == ']')
            {
                Position++;
                _depth--;
                return new PdfArray(items);
            }

            items.Add(RequireObject(ReadValue()));
        }
    }

    private PdfDictionary ReadDictionary()
    {
        Enter();
        Position += 2;
        var entries = new Dictionary<string, PdfValue>();
        while (true)
        {
            SkipWhiteSpace();
            if (source.Matches(Position, ">>"u8))
            {
                Position += 2;
                _depth--;
                return new PdfDictionary(entries);
            }

            if (source.At(Position) != '/')
            {
                throw PdfSyntax.Damaged();
            }

            var key = ReadName();
            SkipWhiteSpace();
            entries[key] = source.Matches(Position, ">>"u8) ? PdfValue.Null : RequireObject(ReadValue());
        }
    }

    private PdfValue RequireObject(PdfValue value)
    {
        if (++_elements > budget.Limits.Elements)
        {
            throw DocumentBudget.TooComplex("one of its objects is too long");
        }

        return value is PdfKeyword ? throw PdfSyntax.Damaged() : value;
    }

    private void Enter()
    {
        if (++_depth > budget.Limits.Depth)
        {
            throw DocumentBudget.TooComplex("its objects are nested too deeply");
        }
    }

    private string ReadName()
    {
        Position++;
        var name = new StringBuilder();
        for (int c; PdfSyntax.IsRegular(c = source.At(Position)); Position++)
        {
            budget.Charge();
            if (c == '#' && HexDigit(source.At(Position + 1)) is >= 0 and var high && HexDigit(source.At(Position + 2)) is >= 0 and var low)
            {
                c = (high << 4) | low;
                Position += 2;
            }

            // A longer name cannot be one that is looked for; it is read over, not kept.
            if (name.Length < MaxNameLength)
            {
                name.Append((char)c);
            }
        }

        return name.ToString();
    }

    private PdfValue ReadKeyword()
    {
        var word = new StringBuilder();
        var start = Position;
        for (int c; PdfSyntax.IsRegular(c = source.At(Position)) && word.Length < MaxNameLength; Position++)
        {
            word.Append((char)c);
        }

        budget.Charge((int)(Position - start));
        return word.ToString() switch
        {
            "true" => new PdfBoolean(true),
            "false" => new PdfBoolean(false),
            "null" => PdfValue.Null,
            var other => new PdfKeyword(other),
        };
    }

    private void SkipRegular()
    {
        while (PdfSyntax.IsRegular(source.At(Position)))
        {
            Position++;
            budget.Charge();
        }
    }

    private void SkipComment()
    {
        while (source.At(Position) is not (-1 or 10 or 13))
        {
            Position++;
            budget.Charge();
        }
    }
}
