using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Validation;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Reads a posted Bundle. The Bundle itself is checked here; the resources in it are checked where they are used, so that one bad entry of a batch spoils only itself.</summary>
internal sealed class BundleReader(ResourceIntake intake, ResourceValidator validator, ServerUrls urls, Limits limits)
{
    /// <summary>The entries and the type of the Bundle; or a refusal.</summary>
    public async Task<(string Type, IReadOnlyList<BundleEntry> Entries, FhirResult? Refusal)> ReadAsync(FhirRequest request)
    {
        var (utf8, refusal) = await intake.ReadBytesAsync(request);
        if (refusal is not null)
        {
            return ("", [], refusal);
        }

        if (!ResourceDocument.TryParse(utf8, out var document, out var problem))
        {
            return ("", [], FhirResult.BadRequest(problem));
        }

        using (document)
        {
            refusal = Check(document);
            return refusal is null
                ? (document.Root.GetProperty("type"u8).GetString()!, Entries(document, urls.FhirBases(request.Http.Request)), null)
                : ("", [], refusal);
        }
    }

    private FhirResult? Check(ResourceDocument document)
    {
        if (document.ResourceType != "Bundle")
        {
            return Refused(IssueCode.Invalid, $"What is posted here is a Bundle of type batch or transaction, not {document.ResourceType}.", document.ResourceType);
        }

        if (document.Root.TryGetProperty("entry"u8, out var entries) && entries.ValueKind == JsonValueKind.Array && entries.GetArrayLength() > limits.BatchEntries)
        {
            return FhirResult.Error(StatusCodes.Status413PayloadTooLarge, IssueCode.TooCostly, $"A Bundle has at most {limits.BatchEntries} entries here.", "Bundle.entry");
        }

        // Told before anything else, and of the Bundle as it was sent: without its resource an entry that is nothing more would only look empty.
        if (document.Root.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is not ("batch" or "transaction"))
        {
            return Refused(IssueCode.Value, "A Bundle that is posted here is of type batch or transaction.", "Bundle.type");
        }

        if (MissingRequest(entries) is { } missing)
        {
            return missing;
        }

        if (type.ValueKind == JsonValueKind.String && type.ValueEquals("transaction"u8) && FullUrl.Check(entries) is { } unusable)
        {
            return unusable;
        }

        if (!ResourceDocument.TryParse(Shell(document), out var shell, out var problem))
        {
            return FhirResult.BadRequest(problem);
        }

        using (shell)
        {
            var issues = validator.Validate(shell);
            return issues.Any(i => i.Severity is IssueSeverity.Error or IssueSeverity.Fatal) ? FhirResult.BadRequest(new OperationOutcome(issues)) : null;
        }
    }

    /// <summary>What else is wrong with an entry that has a request is for the validation to say.</summary>
    private static FhirResult? MissingRequest(JsonElement entries)
    {
        if (entries.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var index = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object && !entry.TryGetProperty("request"u8, out _))
            {
                return Refused(IssueCode.Required, "Every entry says in its request what to do: method and url.", $"Bundle.entry[{index}].request");
            }

            index++;
        }

        return null;
    }

    private static FhirResult Refused(string code, string text, string expression) =>
        FhirResult.Error(StatusCodes.Status400BadRequest, code, text, expression);

    /// <summary>The Bundle without the resources in its entries.</summary>
    private static ReadOnlyMemory<byte> Shell(ResourceDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, FhirJson.Compact))
        {
            json.WriteStartObject();
            foreach (var member in document.Root.EnumerateObject())
            {
                json.WritePropertyName(member.Name);
                if (member.NameEquals("entry"u8) && member.Value.ValueKind == JsonValueKind.Array)
                {
                    json.WriteStartArray();
                    foreach (var entry in member.Value.EnumerateArray())
                    {
                        WriteWithoutResource(json, entry);
                    }

                    json.WriteEndArray();
                }
                else
                {
                    member.Value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteWithoutResource(Utf8JsonWriter json, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            entry.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in entry.EnumerateObject())
        {
            if (!member.NameEquals("resource"u8))
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static List<BundleEntry> Entries(ResourceDocument document, IReadOnlyList<string> bases)
    {
        var entries = new List<BundleEntry>();
        if (document.Root.TryGetProperty("entry"u8, out var array))
        {
            foreach (var entry in array.EnumerateArray())
            {
                entries.Add(Entry(document, entry, entries.Count, bases));
            }
        }

        return entries;
    }

    private static BundleEntry Entry(ResourceDocument document, JsonElement entry, int index, IReadOnlyList<string> bases)
    {
        EntryUrl.TryParse(Text(entry, "request"u8, "url"u8)!, bases, out var route, out var query, out var problem);
        return new BundleEntry(index, Text(entry, "request"u8, "method"u8)!, route, query)
        {
            Problem = problem,
            FullUrl = entry.TryGetProperty("fullUrl"u8, out var fullUrl) ? fullUrl.GetString() : null,
            Resource = entry.TryGetProperty("resource"u8, out var resource) ? Slice(document.Utf8, resource) : default(ReadOnlyMemory<byte>?),
            IfMatch = Text(entry, "request"u8, "ifMatch"u8),
            IfNoneMatch = Text(entry, "request"u8, "ifNoneMatch"u8),
            IfModifiedSince = Text(entry, "request"u8, "ifModifiedSince"u8),
            IfNoneExist = Text(entry, "request"u8, "ifNoneExist"u8),
        };
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> utf8, JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        utf8.Span.Overlaps(raw, out var offset);
        return utf8.Slice(offset, raw.Length);
    }

    private static string? Text(JsonElement entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> member) =>
        entry.TryGetProperty(name, out var part) && part.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
