using System.IO.Compression;
using System.Text;

namespace FhirFax.Fax.Tests.Documents.Word;

/// <summary>Writes Word documents part by part, also such as Word would never write.</summary>
internal sealed class DocxBytes
{
    public const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string RelationshipTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private readonly List<(string Name, byte[] Bytes)> _parts = [];

    /// <summary>The smallest document with some text.</summary>
    public static DocxBytes Letter(string mainType = MainType, string body = "<w:p><w:r><w:t>A letter.</w:t></w:r></w:p>") => new DocxBytes()
        .Part("[Content_Types].xml", $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/word/document.xml" ContentType="{mainType}"/>
            </Types>
            """)
        .Part("_rels/.rels", Relationships("officeDocument", "word/document.xml"))
        .Part("word/document.xml", Document(body));

    public static string Document(string body) =>
        $"""<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>""";

    public static string Relationships(string type, string target, bool isExternal = false) => $"""
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Type="{RelationshipTypes}/{type}" Target="{target}"{(isExternal ? " TargetMode=\"External\"" : "")}/>
        </Relationships>
        """;

    public DocxBytes Part(string name, string text) => Part(name, Encoding.UTF8.GetBytes(text));

    public DocxBytes Part(string name, byte[] bytes)
    {
        _parts.RemoveAll(p => p.Name == name);
        _parts.Add((name, bytes));
        return this;
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in _parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                part.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
