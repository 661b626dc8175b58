using System.Globalization;
using System.Text.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Http;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Results;

/// <summary>Writes a Bundle around resources that stay the bytes they are.</summary>
/// <param name="baseUrl">For <c>fullUrl</c>, without a slash at its end.</param>
/// <param name="render">What of a stored resource goes into its entry.</param>
internal sealed class BundleWriter(Utf8JsonWriter json, string baseUrl, Func<StoredResource, ReadOnlyMemory<byte>> render)
{
    public void Write(BundleContent bundle)
    {
        json.WriteStartObject();
        json.WriteString("resourceType"u8, "Bundle"u8);
        json.WriteString("type"u8, bundle.Kind switch
        {
            BundleKind.Searchset => "searchset"u8,
            BundleKind.History => "history"u8,
            _ => "collection"u8,
        });
        if (bundle.Total is { } total)
        {
            json.WriteNumber("total"u8, total);
        }

        WriteLinks(bundle);
        if (bundle.Resources.Count + bundle.Included.Count + bundle.Outcomes.Count > 0)
        {
            json.WriteStartArray("entry"u8);
            foreach (var resource in bundle.Resources)
            {
                WriteEntry(bundle.Kind, resource, "match"u8);
            }

            foreach (var resource in bundle.Included)
            {
                WriteEntry(bundle.Kind, resource, "include"u8);
            }

            foreach (var outcome in bundle.Outcomes)
            {
                WriteEntry(bundle.Kind, outcome);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteLinks(BundleContent bundle)
    {
        if (bundle.SelfLink is null)
        {
            return;
        }

        json.WriteStartArray("link"u8);
        WriteLink("self"u8, bundle.SelfLink);
        if (bundle.NextLink is not null)
        {
            WriteLink("next"u8, bundle.NextLink);
        }

        json.WriteEndArray();
    }

    private void WriteLink(ReadOnlySpan<byte> relation, string url)
    {
        json.WriteStartObject();
        json.WriteString("relation"u8, relation);
        json.WriteString("url"u8, url);
        json.WriteEndObject();
    }

    private void WriteEntry(BundleKind kind, StoredResource resource, ReadOnlySpan<byte> mode)
    {
        json.WriteStartObject();
        json.WriteString("fullUrl"u8, $"{baseUrl}/{resource.Key}");
        if (!resource.IsDeleted)
        {
            json.WritePropertyName("resource"u8);
            json.WriteRawValue(render(resource).Span, skipInputValidation: true);
        }

        if (kind == BundleKind.Searchset)
        {
            WriteMode(mode);
        }
        else if (kind == BundleKind.History)
        {
            WriteChange(resource);
        }

        json.WriteEndObject();
    }

    private void WriteEntry(BundleKind kind, OperationOutcome outcome)
    {
        json.WriteStartObject();
        json.WritePropertyName("resource"u8);
        outcome.WriteTo(json);
        if (kind == BundleKind.Searchset)
        {
            WriteMode("outcome"u8);
        }

        json.WriteEndObject();
    }

    private void WriteMode(ReadOnlySpan<byte> mode)
    {
        json.WriteStartObject("search"u8);
        json.WriteString("mode"u8, mode);
        json.WriteEndObject();
    }

    /// <summary>What made this version (R4 http.html#history).</summary>
    private void WriteChange(StoredResource resource)
    {
        var isNew = resource is { VersionId: 1, IsDeleted: false };
        json.WriteStartObject("request"u8);
        json.WriteString("method"u8, resource.IsDeleted ? "DELETE"u8 : isNew ? "POST"u8 : "PUT"u8);
        json.WriteString("url"u8, isNew ? resource.Key.Type : resource.Key.ToString());
        json.WriteEndObject();
        json.WriteStartObject("response"u8);
        json.WriteString("status"u8, isNew ? "201 Created"u8 : "200 OK"u8);
        json.WriteString("etag"u8, ETag.Of(resource.VersionId));
        json.WriteString("lastModified"u8, resource.LastUpdated.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
