namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Character classes of ISO 32000-1, 7.2.2, and the refusals that reading a PDF can end in.</summary>
internal static class PdfSyntax
{
    public static bool IsWhiteSpace(int c) => c is 0 or 9 or 10 or 12 or 13 or 32;

    public static bool IsDelimiter(int c) => c is '(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' or '/' or '%';

    public static bool IsRegular(int c) => c >= 0 && !IsWhiteSpace(c) && !IsDelimiter(c);

    public static bool IsDigit(int c) => c is >= '0' and <= '9';

    public static DocumentException Damaged() => new(
        DocumentRefusal.Damaged,
        "The PDF is damaged and not all of its pages can be read; create it again and send the new file.");

    public static DocumentException CutShort() => new(
        DocumentRefusal.Damaged,
        "The PDF is incomplete: its end is missing; upload the whole file again.");
}
