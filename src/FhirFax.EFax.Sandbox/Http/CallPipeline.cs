using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>
/// Takes each call through the same steps: fault, authentication, body, one transaction with effect and ledger entry, answer.
/// </summary>
internal sealed class CallPipeline(StateFile state, SandboxClock clock, Accounts accounts, DocumentFolder documents, CancellationToken stopping)
{
    private const int MaxJsonBytes = 1 << 20;

    private readonly AnswerWriter _writer = new(documents);

    public async Task RunAsync(HttpContext http, ApiRoute route)
    {
        var call = new Call(http);
        var (fault, refusal) = await state.CommitAsync(session => Enter(call, route, session), http.RequestAborted);
        if (fault is { Kind: FaultKind.Status or FaultKind.DropBefore or FaultKind.Hang })
        {
            await StrikeAsync(call, fault);
            return;
        }

        if (refusal is not null)
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            await _writer.WriteAsync(call, refusal, Cut.None);
            return;
        }

        try
        {
            await ReadBodyAsync(call, route.Body);
            var answer = await state.CommitAsync(session => Process(call, route, session), http.RequestAborted);
            await FinishAsync(call, answer, call.Fault);
        }
        finally
        {
            call.Submission?.Dispose();
        }
    }

    // Authentication comes before the body, as at the carrier: a 401 leaves nothing behind.
    private (Fault? Fault, Answer? Refusal) Enter(Call call, ApiRoute route, StateSession session)
    {
        var fault = FaultTable.Take(session, call.Method, call.Path, call.IsLaterPage) ?? DrawFault(call, route, session);
        call.Fault = fault;
        if (fault is { Kind: FaultKind.Status or FaultKind.DropBefore or FaultKind.Hang })
        {
            var answered = fault.Kind == FaultKind.Status ? new Answer(fault.Status) : null;
            Ledger.Add(session, call.ToEntry(clock.Now, answered, fault.ToString()));
            return (fault, null);
        }

        if (fault is { Kind: FaultKind.ExpireTokens })
        {
            Accounts.ExpireTokens(session, null);
        }

        var refusal = route.Access == Access.Open ? null : Authenticate(call, session);
        if (refusal is not null)
        {
            // Refused before any other fault could show.
            Ledger.Add(session, call.ToEntry(clock.Now, refusal, fault is { Kind: FaultKind.ExpireTokens } ? fault.ToString() : null));
        }

        return (fault, refusal);
    }

    private static Fault? DrawFault(Call call, ApiRoute route, StateSession session) => SettingTable.ReadMix(session) is { } mix
        ? mix.Draw(call.Method, route.Pattern, call.Path, call.IsLaterPage, SettingTable.CountCall(session, call.Method, route.Pattern))
        : null;

    private Answer? Authenticate(Call call, StateSession session)
    {
        var authorization = call.Http.Request.Headers.Authorization.ToString();
        const string scheme = "Bearer ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            || Accounts.AppOf(session, authorization[scheme.Length..].Trim(), clock.Now) is not { } appId)
        {
            return Errors.Unauthorized;
        }

        call.AppId = appId;
        if (call.UserId.Length == 0)
        {
            return Errors.BadRequest("user-id", "Please supply a user id.", "header user-id is missing");
        }

        call.Mailbox = accounts.Find(session, appId, call.UserId);
        return call.Mailbox is null ? Errors.Forbidden : null;
    }

    private async Task ReadBodyAsync(Call call, BodyKind kind)
    {
        var request = call.Http.Request;
        switch (kind)
        {
            case BodyKind.Submission:
                (call.Submission, call.BodyStatus) = await SubmissionBody.ReadAsync(request.Body, documents, call.Http.RequestAborted);
                break;
            case BodyKind.Json:
                call.Json = await ReadJsonAsync(request, call.Http.RequestAborted);
                break;
            case BodyKind.Form when request.HasFormContentType:
                await request.ReadFormAsync(call.Http.RequestAborted);
                break;
            default:
                await request.Body.CopyToAsync(Stream.Null, call.Http.RequestAborted);
                break;
        }
    }

    private static async Task<JsonNode?> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxJsonBytes];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            return read == 0 ? null : JsonNode.Parse(buffer.AsSpan(0, read));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Answer Process(Call call, ApiRoute route, StateSession session)
    {
        // The token may have been replaced while the body came in.
        var answer = (route.Access == Access.Open ? null : Authenticate(call, session)) ?? route.Execute(call, session);
        Ledger.Add(session, call.ToEntry(clock.Now, answer, answer.IsDropped ? nameof(FaultKind.DropAfter) : call.Fault?.ToString()));
        return answer;
    }

    private async Task FinishAsync(Call call, Answer answer, Fault? fault)
    {
        switch (fault?.Kind)
        {
            case FaultKind.DropAfter:
                call.Http.Abort();
                break;
            case FaultKind.HangAfter:
                await HangAsync(call);
                break;
            case FaultKind.Truncate:
                await _writer.WriteAsync(call, answer, Cut.Broken);
                break;
            case FaultKind.Garble:
                await _writer.WriteAsync(call, answer, Cut.Garbled);
                break;
            case null when answer.IsDropped:
                call.Http.Abort();
                break;
            default:
                await _writer.WriteAsync(call, answer, Cut.None);
                break;
        }
    }

    private async Task StrikeAsync(Call call, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status:
                await call.Http.Request.Body.CopyToAsync(Stream.Null, call.Http.RequestAborted);
                await _writer.WriteAsync(call, new Answer(fault.Status) { Text = fault.Body, Headers = fault.Headers }, Cut.None);
                break;
            case FaultKind.Hang:
                await HangAsync(call);
                break;
            default:
                call.Http.Abort();
                break;
        }
    }

    // Until the caller gives up or the sandbox stops.
    private async Task HangAsync(Call call)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted, stopping);
        await Task.Delay(Timeout.Infinite, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        call.Http.Abort();
    }
}
