using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>
/// A PDF whose objects are in plain sight, taken apart by looking: enough to lay several documents one after the other. Compressed object streams, encryption and anything that is
/// not found make it none; the sandbox is no PDF library.
/// </summary>
internal sealed partial class PlainPdf
{
    private readonly Dictionary<int, string> _objects = [];

    private PlainPdf()
    {
    }

    /// <summary>Number of the root of its page tree.</summary>
    private int Pages { get; set; }

    private int PageCount { get; set; }

    /// <summary>One PDF with all pages of all; null when one of them cannot be taken apart.</summary>
    /// <param name="files">Each in Latin-1, a character a byte.</param>
    public static string? Join(IReadOnlyList<string> files)
    {
        const int catalog = 1, pages = 2;
        var documents = files.Select(Read).ToList();
        if (documents.Contains(null))
        {
            return null;
        }

        var objects = new SortedDictionary<int, string> { [catalog] = $"<< /Type /Catalog /Pages {pages} 0 R >>" };
        var kids = new List<int>();
        var first = pages + 1;
        foreach (var document in documents)
        {
            kids.Add(document!.Pages + first);
            document.MoveTo(objects, first, pages);
            first += document._objects.Keys.Max() + 1;
        }

        objects[pages] = $"<< /Type /Pages /Count {documents.Sum(static document => document!.PageCount)} /Kids [{string.Join(' ', kids.Select(static kid => $"{kid} 0 R"))}] >>";
        return Write(objects);
    }

    private static PlainPdf? Read(string file)
    {
        if (!file.StartsWith("%PDF-", StringComparison.Ordinal) || file.Contains("/ObjStm", StringComparison.Ordinal) || file.Contains("/Encrypt", StringComparison.Ordinal))
        {
            return null;
        }

        var pdf = new PlainPdf();
        for (var match = ObjectHead().Match(file); match.Success; match = ObjectHead().Match(file, match.Index + match.Length))
        {
            var start = match.Index + match.Length;
            var end = EndOfObject(file, start);
            if (end < 0)
            {
                return null;
            }

            // Of an object that was changed later on, the last one counts.
            pdf._objects[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)] = file[start..end];
            match = EndMark().Match(file, end);
        }

        return pdf.FindPages(file) ? pdf : null;
    }

    // What is between stream and endstream is not looked into.
    private static int EndOfObject(string file, int start)
    {
        var end = file.IndexOf("endobj", start, StringComparison.Ordinal);
        var stream = StreamHead().Match(file, start);
        if (!stream.Success || end < 0 || stream.Index > end)
        {
            return end;
        }

        var length = Length().Match(file, start, stream.Index - start);
        var after = stream.Index + stream.Length;
        if (length.Success && int.TryParse(length.Groups[1].Value, CultureInfo.InvariantCulture, out var count) && count <= file.Length - after)
        {
            after += count;
        }

        var endStream = file.IndexOf("endstream", after, StringComparison.Ordinal);
        return endStream < 0 ? -1 : file.IndexOf("endobj", endStream, StringComparison.Ordinal);
    }

    private bool FindPages(string file)
    {
        var root = Root().Matches(file).LastOrDefault();
        if (root is null || !_objects.TryGetValue(Number(root), out var catalog) || PagesOfCatalog().Match(catalog) is not { Success: true } pages
            || !_objects.TryGetValue(Number(pages), out var tree) || Count().Match(tree) is not { Success: true } count)
        {
            return false;
        }

        (Pages, PageCount) = (Number(pages), Number(count));
        return true;
    }

    /// <summary>Puts its objects, numbered from <paramref name="first"/> on, below a common page tree.</summary>
    private void MoveTo(SortedDictionary<int, string> objects, int first, int parent)
    {
        foreach (var (number, text) in _objects)
        {
            var head = StreamHead().Match(text) is { Success: true } stream ? stream.Index : text.Length;
            var moved = Reference().Replace(text[..head], match => string.Create(CultureInfo.InvariantCulture, $"{Number(match) + first} 0 R"));
            if (number == Pages)
            {
                var open = moved.IndexOf("<<", StringComparison.Ordinal) + 2;
                moved = $"{moved[..open]} /Parent {parent} 0 R{moved[open..]}";
            }

            objects[number + first] = moved + text[head..];
        }
    }

    private static string Write(SortedDictionary<int, string> objects)
    {
        var file = new StringBuilder("%PDF-1.7\n");
        var entries = new StringBuilder();
        var size = objects.Keys.Max() + 1;
        for (var number = 0; number < size; number++)
        {
            if (!objects.TryGetValue(number, out var text))
            {
                entries.Append("0000000000 65535 f \n");
                continue;
            }

            entries.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n").Append(text.Trim('\r', '\n', ' ')).Append("\nendobj\n");
        }

        var start = file.Length;
        return file.Append(CultureInfo.InvariantCulture, $"xref\n0 {size}\n").Append(entries)
            .Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").ToString();
    }

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![0-9])(\d{1,7})\s+\d{1,5}\s+obj\b", RegexOptions.CultureInvariant)]
    private static partial Regex ObjectHead();

    [GeneratedRegex(@"endobj", RegexOptions.CultureInvariant)]
    private static partial Regex EndMark();

    [GeneratedRegex(@">>\s*stream\r?\n", RegexOptions.CultureInvariant)]
    private static partial Regex StreamHead();

    [GeneratedRegex(@"/Length\s+(\d{1,9})(?!\s+\d+\s+R)(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Length();

    [GeneratedRegex(@"/Root\s+(\d{1,7})\s+\d+\s+R", RegexOptions.CultureInvariant)]
    private static partial Regex Root();

    [GeneratedRegex(@"/Pages\s+(\d{1,7})\s+\d+\s+R", RegexOptions.CultureInvariant)]
    private static partial Regex PagesOfCatalog();

    [GeneratedRegex(@"/Count\s+(\d{1,7})", RegexOptions.CultureInvariant)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(\d{1,7})\s+\d{1,5}\s+R\b", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
