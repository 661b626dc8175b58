using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Http;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Api;

/// <summary><c>POST /faxes</c> (efax-corporate-api.md 8.3).</summary>
internal sealed class SendApi(DialPlan plan, SandboxClock clock, DocumentFolder documents)
{
    private const int MaxDestinations = 50;
    private const int MaxDocuments = 25;
    private const int RetryAfterSeconds = 5;

    private static readonly string[] ClientData =
        ["client_code", "client_id", "client_matter", "client_name", "client_reference_id", "billing_code"];

    private static readonly HashSet<string> DocumentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "PDF", "TXT", "TIF", "TIFF", "JPG", "JPEG", "PNG", "GIF", "BMP", "DOC", "DOCX", "RTF", "XLS", "XLSX", "PPT", "PPTX", "HTM", "HTML", "WPD", "WP5", "WP6",
    };

    public IEnumerable<ApiRoute> Routes => [new(HttpMethods.Post, "/faxes", Access.Mailbox, BodyKind.Submission, Send)];

    private Answer Send(Call call, StateSession session)
    {
        if (call.Submission is not { } submission)
        {
            return call.BodyStatus == StatusCodes.Status413PayloadTooLarge
                ? Errors.TooLarge
                : Errors.BadRequest("body", "The request could not be read.", "request body is not valid JSON");
        }

        var json = submission.Json;
        call.LedgerBody = json;
        if (Destinations(json) is not { } destinations)
        {
            return Errors.BadRequest("fax_number", "Please supply a valid telephone number.", "fax number failed validation - invalid phone number format");
        }

        if (Scripted(session, destinations) is { } scripted)
        {
            return scripted;
        }

        var refusal = TakeDocuments(submission, json, out var stored);
        return refusal ?? Accept(call, session, json, destinations, stored);
    }

    /// <summary>The first fifty; the rest is silently dropped as at the carrier. Null when one cannot be dialled.</summary>
    private static List<JsonObject>? Destinations(JsonObject json)
    {
        if (json["destinations"] is not JsonArray { Count: > 0 } array)
        {
            return null;
        }

        var destinations = array.Take(MaxDestinations).OfType<JsonObject>().ToList();
        return destinations.Count == Math.Min(array.Count, MaxDestinations) && destinations.TrueForAll(static item => CarrierNumber.IsValid(Text(item, "fax_number")))
            ? destinations
            : null;
    }

    private static Answer? Scripted(StateSession session, List<JsonObject> destinations)
    {
        foreach (var destination in destinations)
        {
            var number = Text(destination, "fax_number")!;
            var magic = MagicNumber.Of(number);
            if (magic.ThrottledCalls > 0 && SettingTable.Count(session, "throttled-" + CarrierNumber.Canonical(number)) < magic.ThrottledCalls)
            {
                return Errors.Throttled(RetryAfterSeconds);
            }

            switch (magic.RefusedWith)
            {
                case StatusCodes.Status400BadRequest:
                    return Errors.BadRequest(
                        "fax_number", "Please supply a valid telephone number.", "fax number failed validation - invalid phone number format");
                case StatusCodes.Status500InternalServerError:
                    return Errors.Internal;
            }
        }

        return null;
    }

    private static Answer? TakeDocuments(SubmissionBody submission, JsonObject json, out List<StoredDocument> stored)
    {
        stored = [];
        if (json["documents"] is not JsonArray { Count: > 0 } array)
        {
            return Errors.BadRequest("documents", "Please supply a document.", "documents must not be empty");
        }

        if (array.Count > MaxDocuments)
        {
            return Errors.BadRequest("documents", "Too many documents.", "at most 25 documents are allowed");
        }

        foreach (var item in array)
        {
            var type = Text(item as JsonObject, "document_type");
            if (type is null || !DocumentTypes.Contains(type))
            {
                return Errors.BadRequest("document_type", "Please supply a valid document type.", "document type is not supported");
            }

            if (submission.Complete(item!["document_content"], type.ToUpperInvariant()) is not { } document)
            {
                return Errors.BadRequest("document_content", "Please supply a valid document.", "document content is empty or not base64");
            }

            stored.Add(document);
            item["document_content"] = new JsonObject { ["sha256"] = document.Sha256, ["size"] = document.Size };
        }

        return null;
    }

    private Answer Accept(Call call, StateSession session, JsonObject json, List<JsonObject> destinations, List<StoredDocument> stored)
    {
        var (answer, isDropped) = (new JsonArray(), false);
        var pages = documents.PagesOf(stored);
        string? faxId = null;
        foreach (var destination in destinations)
        {
            var fax = NewFax(call, json, destination, stored, pages);
            fax = Loopback(session, fax);
            FaxTable.Add(session, fax);
            answer.Add(new JsonObject { ["fax_id"] = fax.FaxId, ["destination_fax_number"] = FaxJson.Destination(fax) });
            isDropped |= MagicNumber.Of(fax.To).DropsAnswer;
            faxId ??= fax.FaxId;
        }

        return new Answer(StatusCodes.Status201Created, answer) { FaxId = faxId, IsDropped = isDropped };
    }

    private FaxRecord NewFax(Call call, JsonObject json, JsonObject destination, List<StoredDocument> stored, int? pages)
    {
        var number = Text(destination, "fax_number")!;
        var fax = json["fax_options"] as JsonObject;
        var cover = fax?["cover_page_options"] as JsonObject;
        var now = clock.Now;
        return new FaxRecord
        {
            FaxId = Guid.NewGuid().ToString(),
            AppId = call.Mailbox!.AppId,
            UserId = call.Mailbox.UserId,
            Direction = FaxRecord.Outbound,
            From = call.Mailbox.Number,
            To = number,
            AcceptedAt = now,
            Phases = plan.For(MagicNumber.Of(number), Limits(fax), now),
            Documents = stored,
            Pages = pages,
            ImageFrom = now,
            TransactionId = call.TransactionId,
            Tsid = Text(fax, "custom_CSID"),
            ClientData = Tracking(json["client_data"] as JsonObject),
            Routing = new JsonObject
            {
                ["from_name"] = Text(cover, "from_name") ?? "",
                ["to_name"] = Text(destination, "to_name") ?? "",
                ["to_company"] = Text(destination, "to_company") ?? "",
                ["subject"] = Text(cover, "subject") ?? "",
                ["cover_page_tags"] = "",
            },
        };
    }

    // What is sent to another mailbox of the sandbox arrives there when it is delivered, as one document. Of what it cannot join the sandbox passes on
    // the first.
    private FaxRecord Loopback(StateSession session, FaxRecord fax)
    {
        var delivered = fax.Phases[^1];
        if (delivered.Status != TransmissionStatus.Complete || Accounts.ByNumber(session, fax.To) is not { } mailbox)
        {
            return fax;
        }

        var arrived = documents.Join(fax.Documents) ?? fax.Documents[0];
        var inbound = new FaxRecord
        {
            FaxId = Guid.NewGuid().ToString(),
            AppId = mailbox.AppId,
            UserId = mailbox.UserId,
            Direction = FaxRecord.Inbound,
            From = fax.From,
            To = mailbox.Number,
            AcceptedAt = fax.AcceptedAt,
            Phases = [delivered],
            Documents = [arrived],
            Pages = documents.PagesOf([arrived]),
            ImageFrom = delivered.At,
            Tsid = fax.Tsid,
        };
        FaxTable.Add(session, inbound);
        return fax with { LoopbackFaxId = inbound.FaxId };
    }

    private static RetryLimits Limits(JsonObject? faxOptions)
    {
        var options = faxOptions?["retry_options"] as JsonObject;
        var standard = RetryLimits.Default;
        return new RetryLimits(
            Count("non_billable", 10, standard.NonBillable), Count("billable", 10, standard.Billable), Count("human_answer", 3, standard.HumanAnswer));

        int Count(string name, int max, int fallback) =>
            int.TryParse(options?[name]?.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var given) && given >= 1 && given <= max ? given : fallback;
    }

    private static JsonObject Tracking(JsonObject? clientData)
    {
        var tracking = new JsonObject();
        foreach (var name in ClientData)
        {
            tracking[name] = Text(clientData, name) ?? "";
        }

        return tracking;
    }

    private static string? Text(JsonObject? item, string name) => item?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
