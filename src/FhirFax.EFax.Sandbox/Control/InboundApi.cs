using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Control;

/// <summary>
/// <c>POST /_sandbox/inbound</c>: a fax arrives in a mailbox. The document is the raw body with query parameters (<c>userId</c> (with <c>appId</c> where two Apps have it) or <c>number</c>,
/// <c>from</c>, <c>tsid</c>, <c>imageDelaySeconds</c>, <c>read</c>), or a JSON body with the same members and a base64 <c>document</c>.
/// </summary>
internal sealed class InboundApi(StateFile state, SandboxClock clock, Accounts accounts, DocumentFolder documents)
{
    private const int MaxDocumentBytes = 100_000_000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/inbound", ReceiveAsync);

    private async Task ReceiveAsync(HttpContext http)
    {
        var isJson = http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        var json = isJson ? await ControlBody.ReadJsonAsync(http) : null;
        using var upload = documents.Begin();
        if (!(isJson ? TakeBase64(json, upload) : await TakeRawAsync(http, upload)) || upload.Size == 0)
        {
            await ControlBody.RefuseAsync(http, "A document is required: the raw body (curl --data-binary @file.pdf), or base64 in the JSON member document; at most 100 MB.");
            return;
        }

        var order = new InboundOrder(http.Request.Query, json);
        if (order.Problem is { } problem)
        {
            await ControlBody.RefuseAsync(http, problem);
            return;
        }

        var document = upload.Complete(order.Type);
        var fax = await state.CommitAsync(session => Add(session, order, document), http.RequestAborted);
        if (fax is null)
        {
            await ControlBody.RefuseAsync(http, "No mailbox has this userId or number; GET /_sandbox/mailboxes lists them.");
            return;
        }

        http.Response.StatusCode = StatusCodes.Status201Created;
        await http.Response.WriteAsJsonAsync(
            new JsonObject { ["faxId"] = fax.FaxId, ["userId"] = fax.UserId, ["number"] = "+" + fax.To },
            (System.Text.Json.JsonSerializerOptions?)null,
            http.RequestAborted);
    }

    private FaxRecord? Add(StateSession session, InboundOrder order, StoredDocument document)
    {
        var mailbox = order.Number is { } number ? Accounts.ByNumber(session, number) : OfUser(session, order);
        if (mailbox is null)
        {
            return null;
        }

        var now = clock.Now;
        var fax = new FaxRecord
        {
            FaxId = Guid.NewGuid().ToString(),
            AppId = mailbox.AppId,
            UserId = mailbox.UserId,
            Direction = FaxRecord.Inbound,
            From = order.From is { } from && CarrierNumber.IsValid(from) ? CarrierNumber.Canonical(from) : order.From,
            To = mailbox.Number,
            AcceptedAt = now,
            Phases = [new Phase(now, TransmissionStatus.Complete, 1)],
            Documents = [document],
            Pages = documents.PagesOf([document]),
            ImageFrom = now + order.ImageDelay,
            ImageDownloaded = order.IsRead,
            Tsid = order.Tsid,
        };
        FaxTable.Add(session, fax);
        return fax;
    }

    // A user id not seen yet gets its mailbox here as well: the fax may come before the first poll.
    private Mailbox? OfUser(StateSession session, InboundOrder order)
    {
        var userId = order.UserId ?? SandboxDefaults.UserId;
        return Accounts.ByUserId(session, userId, order.AppId) ?? accounts.Find(session, order.AppId ?? SandboxDefaults.AppId, userId);
    }

    private static bool TakeBase64(JsonObject? json, DocumentUpload upload)
    {
        if (ControlBody.Text(json, "document") is not { } text)
        {
            return false;
        }

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            return false;
        }

        upload.Write(bytes.AsSpan(0, written));
        return true;
    }

    private static async Task<bool> TakeRawAsync(HttpContext http, DocumentUpload upload)
    {
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            if (upload.Size + read > MaxDocumentBytes)
            {
                return false;
            }

            upload.Write(buffer.AsSpan(0, read));
        }

        return true;
    }

    private sealed class InboundOrder
    {
        private readonly IQueryCollection _query;
        private readonly JsonObject? _json;

        public InboundOrder(IQueryCollection query, JsonObject? json)
        {
            (_query, _json) = (query, json);
            var delay = Value("imageDelaySeconds") ?? "0";
            if (double.TryParse(delay, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e7)
            {
                ImageDelay = TimeSpan.FromSeconds(seconds);
            }
            else
            {
                Problem = "imageDelaySeconds must be a number of seconds, not negative.";
            }
        }

        public string? Problem { get; }

        public TimeSpan ImageDelay { get; }

        /// <summary>Somebody has read it in the vendor's portal before anybody asks the API.</summary>
        public bool IsRead => Value("read") is { } text && bool.TryParse(text, out var isRead) && isRead;

        public string? AppId => Value("appId");

        public string? UserId => Value("userId");

        public string? Number => Value("number");

        /// <summary>The caller; in an unescaped query a plus reads as a blank, which is put right here.</summary>
        public string? From => Value("from")?.Trim() is { Length: > 0 } text ? text : null;

        public string? Tsid => Value("tsid");

        public string Type => (Value("type") ?? "PDF").ToUpperInvariant();

        private string? Value(string name) =>
            _query[name].ToString() is { Length: > 0 } given ? given : _json?[name]?.ToString() is { Length: > 0 } member ? member : null;
    }
}
