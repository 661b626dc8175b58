using System.Xml;

namespace FhirFax.Fax.Documents.Word;

/// <summary>
/// Says whether a Word document (docx, ECMA-376) is sound and harmless: an archive that adds up, with the parts that make it a Word document; no macros, nothing that reaches
/// outside, nothing that unpacks without end. Every byte of it is unpacked once to see that.
/// </summary>
public static class WordInspector
{
    private const string ContentTypesPart = "[Content_Types].xml";
    private const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    /// <summary>How many leading bytes <see cref="IsArchive"/> looks at.</summary>
    public const int SignatureLength = 4;

    /// <summary>The first bytes of any zip archive with something in it.</summary>
    private static ReadOnlySpan<byte> ArchiveStart => "PK\u0003\u0004"u8;

    /// <summary>The compound file of the old Word format, and of every Office file with a password.</summary>
    private static ReadOnlySpan<byte> CompoundFileStart => [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>Whether the first bytes are those of a zip archive.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> head) => head.StartsWith(ArchiveStart);

    /// <inheritdoc cref="InspectAsync(Stream, long, DocumentLimits, TimeProvider, CancellationToken)"/>
    public static Task<DocumentInspection.Refused?> InspectAsync(Stream content, long length, CancellationToken cancellationToken) =>
        InspectAsync(content, length, DocumentLimits.Default, TimeProvider.System, cancellationToken);

    /// <summary>Null when the document that starts at position 0 of <paramref name="content"/> is sound and harmless. Runs on the thread pool, in bounded memory.</summary>
    /// <param name="content">Readable and seekable; read synchronously, left open, its position undefined afterwards.</param>
    /// <param name="length">The document's length in bytes.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="time">The clock of <see cref="DocumentLimits.Time"/>.</param>
    /// <param name="cancellationToken">Ends the work early with an <see cref="OperationCanceledException"/>.</param>
    public static Task<DocumentInspection.Refused?> InspectAsync(
        Stream content, long length, DocumentLimits limits, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(() => Inspect(content, length, new DocumentBudget(limits, time, cancellationToken)), cancellationToken);

    internal static DocumentInspection.Refused? Inspect(Stream content, long length, DocumentBudget budget)
    {
        try
        {
            RequireArchive(content);
            CheckArchive(content, length, budget, depth: 0);
            return null;
        }
        catch (DocumentException refusal)
        {
            return new DocumentInspection.Refused(refusal.Reason, refusal.Message);
        }
    }

    private static void RequireArchive(Stream content)
    {
        Span<byte> head = stackalloc byte[SignatureLength];
        content.Position = 0;
        head = head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.SequenceEqual(CompoundFileStart))
        {
            throw new DocumentException(
                DocumentRefusal.Encrypted, "The file is protected by a password or in the old Word format; save it as DOCX without a password and send that.");
        }

        if (!IsArchive(head))
        {
            throw ZipDirectory.Damaged();
        }
    }

    private static void CheckArchive(Stream archive, long length, DocumentBudget budget, int depth)
    {
        var entries = ZipDirectory.Read(archive, length, budget);
        foreach (var entry in entries)
        {
            CheckName(entry.Name);
        }

        if (depth == 0 && !(entries.Any(e => IsContentTypes(e.Name)) && entries.Any(e => IsMainPart(e.Name))))
        {
            throw new DocumentException(DocumentRefusal.UnsupportedType, "The file is an archive, but not a Word document (DOCX); save the document as DOCX or PDF and send that.");
        }

        foreach (var entry in entries)
        {
            using var part = new ZipEntryStream(archive, entry, budget);
            CheckPart(part, entry, budget, depth);
        }
    }

    private static void CheckPart(ZipEntryStream part, ZipEntry entry, DocumentBudget budget, int depth)
    {
        if (IsMarkup(entry.Name) && entry.Size > budget.Limits.ArchiveMarkupBytes)
        {
            throw DocumentBudget.TooComplex("its text is too long");
        }

        if (IsContentTypes(entry.Name))
        {
            WordMarkup.Read(part, budget, xml => CheckContentType(xml, depth));
        }
        else if (entry.Name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
        {
            WordMarkup.Read(part, budget, CheckRelationship);
        }
        else if (IsMarkup(entry.Name))
        {
            WordMarkup.Read(part, budget);
        }
        else
        {
            CheckOther(part, entry, budget, depth);
        }
    }

    /// <summary>A picture, a font, or another archive such as the table behind a chart.</summary>
    private static void CheckOther(ZipEntryStream part, ZipEntry entry, DocumentBudget budget, int depth)
    {
        var buffer = new byte[8 * 1024];
        var read = part.ReadAtLeast(buffer, SignatureLength, throwOnEndOfStream: false);
        if (!IsArchive(buffer.AsSpan(0, read)))
        {
            while (part.Read(buffer.AsSpan()) > 0)
            {
            }

            return;
        }

        if (depth >= budget.Limits.ArchiveDepth || entry.Size > budget.Limits.InnerArchiveBytes)
        {
            throw DocumentBudget.TooComplex("it has archives within archives");
        }

        using var inner = new MemoryStream();
        inner.Write(buffer, 0, read);
        part.CopyTo(inner);
        CheckArchive(inner, inner.Length, budget, depth + 1);
    }

    private static void CheckName(string name)
    {
        var file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        if (file.StartsWith("vba", StringComparison.OrdinalIgnoreCase)
            || name.Contains("/activeX/", StringComparison.OrdinalIgnoreCase)
            || IsMacroFile(Path.GetExtension(file)))
        {
            throw HasMacros();
        }
    }

    private static bool IsMacroFile(string extension) => extension.ToLowerInvariant() is ".docm" or ".dotm" or ".xlsm" or ".xltm" or ".xlam" or ".pptm" or ".potm" or ".ppsm";

    private static void CheckContentType(XmlReader xml, int depth)
    {
        if (WordMarkup.Attribute(xml, "ContentType") is not { } type)
        {
            return;
        }

        if (type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
            || type.Contains("vba", StringComparison.OrdinalIgnoreCase)
            || type.Contains("activeX", StringComparison.OrdinalIgnoreCase))
        {
            throw HasMacros();
        }

        var part = WordMarkup.Attribute(xml, "PartName");
        if (depth == 0 && part is ['/', .. var name] && IsMainPart(name) && type != MainType)
        {
            throw new DocumentException(DocumentRefusal.UnsupportedType, "The file is not a Word document (DOCX) but another of Word's kinds; save it as DOCX and send that.");
        }
    }

    /// <summary>Nothing outside the document may be named, not even to be clicked: on paper it is lost, and on the way it could be fetched.</summary>
    private static void CheckRelationship(XmlReader xml)
    {
        var type = WordMarkup.Attribute(xml, "Type") ?? "";
        if (type.EndsWith("/vbaProject", StringComparison.OrdinalIgnoreCase) || type.EndsWith("/control", StringComparison.OrdinalIgnoreCase))
        {
            throw HasMacros();
        }

        if (string.Equals(WordMarkup.Attribute(xml, "TargetMode"), "External", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("/attachedTemplate", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("/aFChunk", StringComparison.OrdinalIgnoreCase))
        {
            throw WordMarkup.Reaches("links to outside, such as web or e-mail addresses or linked pictures");
        }
    }

    private static bool IsContentTypes(string name) => name.Equals(ContentTypesPart, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>word/document.xml</c>; Word in a browser numbers it.</summary>
    private static bool IsMainPart(string name)
    {
        const string start = "word/document";
        return name.StartsWith(start, StringComparison.OrdinalIgnoreCase)
            && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            && !name.AsSpan(start.Length..^".xml".Length).ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsMarkup(string name) => Path.GetExtension(name).ToLowerInvariant() is ".xml" or ".rels" or ".vml" or ".svg";

    private static DocumentException HasMacros() => new(
        DocumentRefusal.ActiveContent, "The Word document has macros or controls, which are not taken; save it as DOCX without them, or as PDF, and send that.");
}
