using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Http;
using FhirFax.EFax.Sandbox.State;
using FhirFax.EFax.Sandbox.Webhooks;

namespace FhirFax.EFax.Sandbox.Api;

/// <summary>The endpoints of one fax (efax-corporate-api.md 8.6 to 8.13).</summary>
internal sealed class FaxApi(DialPlan plan, SandboxClock clock)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        Of(HttpMethods.Get, "/metadata", BodyKind.None, Metadata),
        Of(HttpMethods.Patch, "/metadata", BodyKind.Json, PatchMetadata),
        Of(HttpMethods.Get, "/transmission-details", BodyKind.None, TransmissionDetails),
        Of(HttpMethods.Get, "/transmission-detail", BodyKind.None, TransmissionDetails),
        Of(HttpMethods.Get, "/image", BodyKind.None, Image),
        Of(HttpMethods.Post, "/cancel", BodyKind.None, Cancel),
        Of(HttpMethods.Delete, "", BodyKind.None, Delete),
        new(HttpMethods.Post, "/faxes/metadata", Access.Mailbox, BodyKind.Json, ManyMetadata),
    ];

    private ApiRoute Of(string method, string path, BodyKind body, Func<Call, StateSession, FaxRecord, Answer> execute) =>
        new(method, "/faxes/{faxId}" + path, Access.Mailbox, body, (call, session) =>
        {
            if (!Guid.TryParseExact(call.Route("faxId"), "D", out _) || FaxTable.Find(session, call.Route("faxId"), clock.Now) is not { } fax)
            {
                return Errors.NotFound;
            }

            return IsOwn(call, fax) ? execute(call, session, fax) : Errors.Forbidden;
        });

    private static bool IsOwn(Call call, FaxRecord fax) => fax.UserId == call.Mailbox!.UserId && fax.AppId == call.Mailbox.AppId;

    private Answer Metadata(Call call, StateSession session, FaxRecord fax) => Shown(fax);

    private Answer PatchMetadata(Call call, StateSession session, FaxRecord fax)
    {
        if (call.Json is not JsonObject json)
        {
            return Errors.BadRequest("body", "The request could not be read.", "request body is not a JSON object");
        }

        if (!json.TryGetPropertyValue("image_downloaded", out var given))
        {
            return Shown(fax);
        }

        if (given is not JsonValue value || !value.TryGetValue<bool>(out var isDownloaded))
        {
            return Errors.BadRequest("image_downloaded", "Please supply true or false.", "image_downloaded must be boolean");
        }

        return Shown(SetDownloaded(session, fax, isDownloaded));
    }

    private Answer ManyMetadata(Call call, StateSession session)
    {
        if (call.Json?["fax_ids"] is not JsonArray ids)
        {
            return Errors.BadRequest("fax_ids", "Please supply fax ids.", "fax_ids must be an array");
        }

        var now = clock.Now;
        var faxes = ids.Select(id => id is JsonValue value && value.TryGetValue<string>(out var text) ? FaxTable.Find(session, text, now) : null)
            .Where(fax => fax is not null && IsOwn(call, fax))
            .Select(fax => (JsonNode)FaxJson.Record(fax!, now, withDirection: true));
        return new Answer(StatusCodes.Status200OK, new JsonArray([.. faxes]));
    }

    private Answer TransmissionDetails(Call call, StateSession session, FaxRecord fax) => fax.Direction == FaxRecord.Outbound
        ? new Answer(StatusCodes.Status200OK, FaxJson.TransmissionDetails(fax, clock.Now))
        : Errors.NotFound;

    // Whatever format is asked for, the document is answered as it came: the sandbox converts nothing.
    private Answer Image(Call call, StateSession session, FaxRecord fax)
    {
        if (fax.ImageFrom > clock.Now || fax.Documents.Count == 0)
        {
            return Errors.ImageNotFound;
        }

        SetDownloaded(session, fax, true);
        return new Answer(StatusCodes.Status200OK) { Image = new ImageAnswer(fax.FaxId, fax.Documents[0]) };
    }

    private Answer Cancel(Call call, StateSession session, FaxRecord fax)
    {
        if (fax.Direction != FaxRecord.Outbound)
        {
            return Errors.NotFound;
        }

        var now = clock.Now;
        if (TransmissionStatus.IsFinal(fax.At(now).Status))
        {
            return Errors.AlreadyCompleted;
        }

        if (!MagicNumber.Of(fax.To).IgnoresCancel)
        {
            CancelAt(session, fax, now);
        }

        return new Answer(StatusCodes.Status202Accepted) { Text = "ACCEPTED" };
    }

    private void CancelAt(StateSession session, FaxRecord fax, DateTimeOffset now)
    {
        var cancelled = fax with { Phases = plan.Cancelled(fax.Phases, now) };
        if (fax.LoopbackFaxId is { } loopback && cancelled.Phases[^1].Status == TransmissionStatus.Canceled)
        {
            FaxTable.Delete(session, loopback);
            cancelled = cancelled with { LoopbackFaxId = null };
        }

        FaxTable.Update(session, cancelled);
        NotificationTable.Plan(session, cancelled);
    }

    private static Answer Delete(Call call, StateSession session, FaxRecord fax)
    {
        FaxTable.Delete(session, fax.FaxId);
        return new Answer(StatusCodes.Status204NoContent);
    }

    private static FaxRecord SetDownloaded(StateSession session, FaxRecord fax, bool isDownloaded)
    {
        var changed = fax with { ImageDownloaded = isDownloaded };
        if (changed.ImageDownloaded != fax.ImageDownloaded)
        {
            FaxTable.Update(session, changed);
        }

        return changed;
    }

    private Answer Shown(FaxRecord fax) => new(StatusCodes.Status200OK, FaxJson.Record(fax, clock.Now, withDirection: true));
}
