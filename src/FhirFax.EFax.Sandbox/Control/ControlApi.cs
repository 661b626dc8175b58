using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.State;
using FhirFax.EFax.Sandbox.Webhooks;

namespace FhirFax.EFax.Sandbox.Control;

/// <summary>Moves the sandbox about and looks inside: clock, tokens, faults, ledger. Below <c>/_sandbox</c>, never part of the emulated API.</summary>
internal sealed class ControlApi(StateFile state, SandboxClock clock, Accounts accounts, DocumentFolder documents)
{
    private const int MaxLedgerPage = 10_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mailboxes", http => ReadAsync(http, static session => Mailboxes(session)));
        routes.MapPost("/mailboxes", AddMailboxAsync);
        routes.MapGet("/clock", http => WriteAsync(http, Clock()));
        routes.MapPost("/clock", SetClockAsync);
        routes.MapPost("/tokens/expire", ExpireTokensAsync);
        routes.MapPost("/faults", AddFaultAsync);
        routes.MapPost("/faults/mix", SetMixAsync);
        routes.MapDelete("/faults", http => ReadAsync(http, static session =>
        {
            SettingTable.WriteMix(session, null);
            return new JsonObject { ["removed"] = FaultTable.Clear(session) };
        }));
        routes.MapPost("/webhooks", SetWebhookAsync);
        routes.MapDelete("/webhooks", http => ReadAsync(http, static session => new JsonObject { ["removed"] = NotificationTable.ClearWebhooks(session) }));
        routes.MapGet("/requests", RequestsAsync);
        routes.MapGet("/faxes", http => ReadAsync(http, Faxes));
        routes.MapPost("/reset", ResetAsync);
    }

    private static JsonArray Mailboxes(StateSession session) => new([.. Accounts.All(session).Select(static mailbox => new JsonObject
    {
        ["appId"] = mailbox.AppId,
        ["userId"] = mailbox.UserId,
        ["number"] = "+" + mailbox.Number,
    })]);

    private async Task AddMailboxAsync(HttpContext http)
    {
        var json = await ControlBody.ReadJsonAsync(http);
        var (appId, userId, number) = (ControlBody.Text(json, "appId") ?? SandboxDefaults.AppId, ControlBody.Text(json, "userId"), ControlBody.Text(json, "number"));
        if (userId is null || (number is not null && !CarrierNumber.IsValid(number)))
        {
            await ControlBody.RefuseAsync(http, "userId is required; number, when given, must be a fax number.");
            return;
        }

        await ReadAsync(http, session =>
        {
            if (ControlBody.Text(json, "apiKey") is { } apiKey)
            {
                Accounts.AddApp(session, appId, apiKey);
            }

            Accounts.AddMailbox(session, appId, userId, number);
            return Mailboxes(session);
        });
    }

    /// <summary><c>{"url":"...","secret":"...","direction":"inbound|outbound"}</c>, with <c>appId</c> for another App; without a direction both are set.</summary>
    private async Task SetWebhookAsync(HttpContext http)
    {
        var json = await ControlBody.ReadJsonAsync(http);
        var (appId, direction) = (ControlBody.Text(json, "appId") ?? SandboxDefaults.AppId, ControlBody.Text(json, "direction")?.ToUpperInvariant());
        if (!Uri.TryCreate(ControlBody.Text(json, "url"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || direction is not (null or FaxRecord.Inbound or FaxRecord.Outbound))
        {
            await ControlBody.RefuseAsync(http, "url must be an http or https address; direction, when given, inbound or outbound.");
            return;
        }

        await ReadAsync(http, session =>
        {
            var directions = direction is null ? new[] { FaxRecord.Inbound, FaxRecord.Outbound } : [direction];
            foreach (var one in directions)
            {
                NotificationTable.SetWebhook(session, new Webhook(appId, one, url.AbsoluteUri, ControlBody.Text(json, "secret")));
            }

            return new JsonObject { ["appId"] = appId, ["directions"] = new JsonArray([.. directions.Select(static one => (JsonNode)one)]) };
        });
    }

    private JsonObject Clock() => new()
    {
        ["now"] = clock.Now.ToString("O", CultureInfo.InvariantCulture),
        ["frozen"] = clock.Read().FrozenAt is not null,
    };

    private async Task SetClockAsync(HttpContext http)
    {
        var json = await ControlBody.ReadJsonAsync(http);
        var text = http.Request.Query["advanceSeconds"].ToString() is { Length: > 0 } given ? given : json?["advanceSeconds"]?.ToString() ?? "0";
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) || seconds < 0 || seconds > TimeSpan.FromDays(3650).TotalSeconds)
        {
            await ControlBody.RefuseAsync(http, "advanceSeconds must be a number of seconds, not negative.");
            return;
        }

        var frozen = json?["frozen"] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : (bool?)null;
        await ReadAsync(http, session =>
        {
            var setting = clock.After(TimeSpan.FromSeconds(seconds), frozen);
            SettingTable.WriteClock(session, setting);
            clock.Restore(setting);
            return Clock();
        });
    }

    private async Task ExpireTokensAsync(HttpContext http)
    {
        var json = await ControlBody.ReadJsonAsync(http);
        await ReadAsync(http, session => new JsonObject { ["expired"] = Accounts.ExpireTokens(session, ControlBody.Text(json, "appId")) });
    }

    private async Task AddFaultAsync(HttpContext http)
    {
        var json = await ControlBody.ReadJsonAsync(http);
        if (FaultReader.Read(json, out var count, out var problem) is not { } fault)
        {
            await ControlBody.RefuseAsync(http, problem);
            return;
        }

        await ReadAsync(http, session =>
        {
            FaultTable.Add(session, fault, count);
            return new JsonObject { ["waiting"] = count };
        });
    }

    private async Task SetMixAsync(HttpContext http)
    {
        if (FaultReader.ReadMix(await ControlBody.ReadJsonAsync(http), out var problem) is not { } mix)
        {
            await ControlBody.RefuseAsync(http, problem);
            return;
        }

        await ReadAsync(http, session =>
        {
            SettingTable.WriteMix(session, mix);
            return JsonSerializer.SerializeToNode(mix, JsonSerializerOptions.Web)!;
        });
    }

    private Task RequestsAsync(HttpContext http)
    {
        _ = long.TryParse(http.Request.Query["after"], CultureInfo.InvariantCulture, out var after);
        return ReadAsync(http, session => Ledger.Read(session, after, MaxLedgerPage));
    }

    private JsonArray Faxes(StateSession session)
    {
        var now = clock.Now;
        return new JsonArray([.. FaxTable.All(session, FaxRecord.Outbound).Select(fax => new JsonObject
        {
            ["faxId"] = fax.FaxId,
            ["appId"] = fax.AppId,
            ["userId"] = fax.UserId,
            ["number"] = fax.To,
            ["transactionId"] = fax.TransactionId,
            ["clientReferenceId"] = fax.ClientData?["client_reference_id"]?.ToString(),
            ["acceptedAt"] = fax.AcceptedAt.ToString("O", CultureInfo.InvariantCulture),
            ["status"] = fax.At(now).Status,
            ["pages"] = fax.Pages,
            ["documents"] = new JsonArray([.. fax.Documents.Select(static document => new JsonObject
            {
                ["type"] = document.Type,
                ["size"] = document.Size,
                ["sha256"] = document.Sha256,
            })]),
        })]);
    }

    private Task ResetAsync(HttpContext http) => ReadAsync(http, session =>
    {
        foreach (var table in (ReadOnlySpan<string>)["app", "token", "mailbox", "fax", "ledger", "fault", "setting", "webhook", "notification"])
        {
            session.Execute($"DELETE FROM {table}");
        }

        documents.Clear();
        clock.Restore(new ClockSetting(TimeSpan.Zero, null));
        accounts.Seed(session);
        return new JsonObject { ["reset"] = true };
    });

    private async Task ReadAsync(HttpContext http, Func<StateSession, JsonNode> work) =>
        await WriteAsync(http, await state.CommitAsync(work, http.RequestAborted));

    private static Task WriteAsync(HttpContext http, JsonNode json) =>
        http.Response.WriteAsJsonAsync(json, (JsonSerializerOptions?)null, http.RequestAborted);
}
