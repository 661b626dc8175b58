using System.Buffers;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Xml;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Results;

/// <summary>How an answer is written: which form, and whether for the eye. Everything is JSON until here.</summary>
internal readonly record struct AnswerForm(ResourceFormat Format, bool IsPretty)
{
    /// <summary>A client that takes neither form is told so in JSON.</summary>
    public static AnswerForm Of(HttpRequest request) => new(Negotiation.Of(request) ?? ResourceFormat.Json, Negotiation.IsPretty(request));

    /// <summary>A 406 for a client that takes neither form; null when one can be given.</summary>
    public static FhirResult? Refuse(HttpRequest request) => Negotiation.Of(request) is null
        ? FhirResult.Error(StatusCodes.Status406NotAcceptable, IssueCode.NotSupported, $"Answers are given as {MediaTypes.FhirJson} or {MediaTypes.FhirXml}.")
        : null;

    public ReadOnlyMemory<byte> Render(ReadOnlyMemory<byte> json) =>
        Format == ResourceFormat.Xml ? WriteXml(json) : IsPretty ? FhirJson.Prettify(json) : json;

    /// <summary>What stands before and behind the base64 of a Binary; it is the last element in both forms, and indented in neither.</summary>
    /// <param name="hasData">Else there is nothing in between.</param>
    public (ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After) AroundData(ReadOnlyMemory<byte> json, bool hasData)
    {
        if (Format == ResourceFormat.Json)
        {
            return hasData ? (Join(json.Span[..^1], ",\"data\":\""u8), "\"}"u8.ToArray()) : (json, default);
        }

        var xml = (this with { IsPretty = false }).WriteXml(json);
        var end = xml.Span.LastIndexOf("</"u8);
        return hasData ? (Join(xml.Span[..end], "<data value=\""u8), Join("\"/>"u8, xml.Span[end..])) : (xml, default);
    }

    private ReadOnlyMemory<byte> WriteXml(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * ResourceDocument.MaxDepth });
        var output = new ArrayBufferWriter<byte>(json.Length + 256);
        XmlResourceWriter.Write(document.RootElement, output, IsPretty);
        return output.WrittenMemory;
    }

    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var joined = new byte[first.Length + second.Length];
        first.CopyTo(joined);
        second.CopyTo(joined.AsSpan(first.Length));
        return joined;
    }
}
