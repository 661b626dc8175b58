using System.Text.Json;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store;

namespace FhirFax.Server.Faxes.Answers;

/// <summary>A fax, and a page of faxes, as JSON (fax-lifecycle-api.md 3, 4.2): every property is there, also without a value.</summary>
internal sealed class FaxJsonWriter(Utf8JsonWriter json, ProjectKey project)
{
    public void Write(FaxPage page)
    {
        json.WriteStartObject();
        json.WriteStartArray("content"u8);
        foreach (var fax in page.Faxes)
        {
            Write(fax);
        }

        json.WriteEndArray();
        json.WriteStartObject("pageable"u8);
        WriteSort();
        json.WriteNumber("pageNumber"u8, page.Number);
        json.WriteNumber("pageSize"u8, page.Size);
        json.WriteNumber("offset"u8, page.Offset);
        json.WriteBoolean("paged"u8, true);
        json.WriteBoolean("unpaged"u8, false);
        json.WriteEndObject();
        WriteSort();
        json.WriteNumber("totalElements"u8, page.Total);
        json.WriteNumber("totalPages"u8, page.Pages);
        json.WriteNumber("number"u8, page.Number);
        json.WriteNumber("page"u8, page.Number);
        json.WriteNumber("size"u8, page.Size);
        json.WriteNumber("numberOfElements"u8, page.Faxes.Count);
        json.WriteBoolean("first"u8, page.Number == 0);
        json.WriteBoolean("last"u8, page.IsLast);
        json.WriteBoolean("empty"u8, page.Faxes.Count == 0);
        json.WriteEndObject();
    }

    public void Write(Fax.Lifecycle.Fax fax)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, fax.Id);
        json.WriteString("direction"u8, FaxNames.Of(fax.Direction));
        json.WriteString("status"u8, FaxNames.Of(fax.Status));
        json.WriteString("sender"u8, fax.Sender);
        json.WriteString("receiver"u8, fax.Receiver);
        json.WriteString("subject"u8, fax.Subject);
        WriteId("patientId"u8, fax.PatientId);
        json.WriteString("documentTypeName"u8, fax.DocumentTypeName);
        WriteId("documentId"u8, fax.DocumentId);
        json.WriteBoolean("reviewed"u8, fax.IsReviewed);
        json.WriteStartArray("files"u8);
        foreach (var file in fax.Files)
        {
            Write(fax, file);
        }

        json.WriteEndArray();
        WriteNumber("pages"u8, fax.Pages);
        json.WriteString("errorMessage"u8, fax.ErrorMessage);
        json.WriteString("externalId"u8, fax.ExternalId);
        WriteInstant("sentAt"u8, fax.SentAt);
        WriteInstant("receivedAt"u8, fax.ReceivedAt);
        WriteInstant("createdAt"u8, fax.CreatedAt);
        WriteInstant("updatedAt"u8, fax.UpdatedAt);
        WriteId("createdBy"u8, FaxClients.IdOf(project, fax.CreatedBy));
        WriteId("updatedBy"u8, FaxClients.IdOf(project, fax.UpdatedBy));
        json.WriteString("createdByName"u8, FaxClients.NameOf(fax.CreatedBy));
        json.WriteString("updatedByName"u8, FaxClients.NameOf(fax.UpdatedBy));
        json.WriteEndObject();
    }

    private void Write(Fax.Lifecycle.Fax fax, FaxFile file)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("originalName"u8, file.OriginalName);
        json.WriteString("contentType"u8, file.ContentType);
        json.WriteNumber("size"u8, file.Size);
        json.WriteString("storageKey"u8, $"{project}/faxes/{fax.Id:D}/files/{file.Id:D}");
        json.WriteEndObject();
    }

    /// <summary>Every list is sorted, if by default.</summary>
    private void WriteSort()
    {
        json.WriteStartObject("sort"u8);
        json.WriteBoolean("sorted"u8, true);
        json.WriteBoolean("unsorted"u8, false);
        json.WriteBoolean("empty"u8, false);
        json.WriteEndObject();
    }

    private void WriteId(ReadOnlySpan<byte> name, Guid? id)
    {
        if (id is { } value)
        {
            json.WriteString(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void WriteInstant(ReadOnlySpan<byte> name, DateTimeOffset? instant) =>
        json.WriteString(name, instant is { } value ? FaxInstant.Format(value) : null);
}
