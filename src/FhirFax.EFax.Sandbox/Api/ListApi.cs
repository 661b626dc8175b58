using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Http;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Api;

/// <summary><c>GET /faxes/sent</c> and <c>GET /faxes/received</c> (efax-corporate-api.md 8.4 and 8.5).</summary>
internal sealed class ListApi(SandboxClock clock)
{
    private const int MaxPage = 100;

    public IEnumerable<ApiRoute> Routes =>
    [
        new(HttpMethods.Get, "/faxes/sent", Access.Mailbox, BodyKind.None, (call, session) => List(call, session, FaxRecord.Outbound)),
        new(HttpMethods.Get, "/faxes/received", Access.Mailbox, BodyKind.None, (call, session) => List(call, session, FaxRecord.Inbound)),
    ];

    private Answer List(Call call, StateSession session, string direction)
    {
        if (!TryHeader(call, "pagination-limit", 1, MaxPage, out var limit))
        {
            return Invalid("pagination-limit");
        }

        if (!TryHeader(call, "pagination-offset", 0, 0, out var offset))
        {
            return Invalid("pagination-offset");
        }

        if (ListFilter.Read(call, out var invalid) is not { } filter)
        {
            return Invalid(invalid!);
        }

        var now = clock.Now;
        limit = Math.Min(limit, MaxPage);
        if (filter.IsOfColumnsOnly && call.Fault?.Kind is not (FaultKind.SkipOnPage or FaultKind.RepeatOnPage))
        {
            return Page(FaxTable.List(session, call.Mailbox!, direction, now, filter, offset, limit), offset, now);
        }

        var faxes = FaxTable.List(session, call.Mailbox!, direction, now, filter, 0, null);
        var matching = faxes.FindAll(fax => filter.Matches(fax, now));
        return Page([.. matching.Skip(offset + Shift(call, offset, matching.Count)).Take(limit)], offset, now);
    }

    /// <summary>By how much a list has moved under its reader: nothing can have before the first page, nor behind the last. What moves nothing is no fault.</summary>
    private static int Shift(Call call, int offset, int count)
    {
        var shift = (call.Fault?.Kind, offset) switch
        {
            (FaultKind.SkipOnPage, > 0) when offset < count => 1,
            (FaultKind.RepeatOnPage, > 0) when offset <= count => -1,
            _ => 0,
        };
        if (shift == 0 && call.Fault?.Kind is FaultKind.SkipOnPage or FaultKind.RepeatOnPage)
        {
            call.Fault = null;
        }

        return shift;
    }

    private static Answer Page(List<FaxRecord> faxes, int offset, DateTimeOffset now)
    {
        var page = faxes.Select(fax => (JsonNode)FaxJson.Record(fax, now, withDirection: false)).ToArray();
        return new Answer(StatusCodes.Status200OK, new JsonObject
        {
            ["first_record"] = page.Length == 0 ? 0 : offset + 1,
            ["last_record"] = page.Length == 0 ? 0 : offset + page.Length,
            ["faxes"] = new JsonArray(page),
        });
    }

    private static bool TryHeader(Call call, string name, int min, int fallback, out int value)
    {
        var text = call.Http.Request.Headers[name].ToString();
        value = fallback;
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min);
    }

    private static Answer Invalid(string name) => Errors.BadRequest(name, "Please supply a valid value.", $"{name} failed validation");
}
