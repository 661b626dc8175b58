using System.Net;
using System.Text.Json;
using FhirFax.EFax.Accounts;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.EFax.Numbers;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Sending;

/// <summary>
/// <c>POST /faxes</c>, at most once (efax-corporate-api.md 8.3). There is no idempotency key: from the first byte of the body on, everything but a plain
/// answer leaves open whether the fax was taken.
/// </summary>
internal sealed class HandOver(CarrierApi api, EFaxOptions options, TimeProvider clock)
{
    private const int MaxDocuments = 25;
    private const long MaxBody = 100_000_000;

    /// <summary>From this size on the carrier is asked before the body goes out, so that a 401 or a 429 costs no upload and leaves no doubt.</summary>
    private const long AskFirst = 256 * 1024;

    private static readonly CarrierFailure Withdrawn =
        new(CarrierFailureKind.Unreachable, "The hand-over was withdrawn before anything was sent.");

    private static readonly CarrierFailure DocumentUnreadable =
        new(CarrierFailureKind.Unreachable, "A document could not be read; nothing was sent.");

    // Not every server on the way understands the question.
    private volatile bool _asksFirst = true;

    public async Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken)
    {
        if (CarrierHttp.Check(account) is { } unusable)
        {
            return new SubmitResult.NotSent(unusable);
        }

        if (EFaxNumber.ToCarrier(submission.Number) is not { } number)
        {
            return new SubmitResult.Refused(null, "The destination is not an E.164 fax number.");
        }

        if (TooMuch(submission, number) is { } limit)
        {
            return limit;
        }

        var circuit = api.CircuitOf(account.AppId);
        var handOvers = api.HandOverCircuitOf(account.AppId);
        if (!handOvers.TryEnter(out var retryAfter) || !circuit.TryEnter(out retryAfter))
        {
            return new SubmitResult.NotSent(Failures.CircuitOpen(retryAfter));
        }

        var result = await SendAsync(account, submission, number, circuit, cancellationToken);
        if (result is not SubmitResult.NotSent { Failure: var ours } || (ours != Withdrawn && ours != DocumentUnreadable))
        {
            handOvers.Ended(account.UserId, result);
        }

        return result;
    }

    private async Task<SubmitResult> SendAsync(CarrierAccount account, Submission submission, string number, Circuit circuit, CancellationToken cancellationToken)
    {
        var (token, failure) = await api.GetTokenAsync(account, null, cancellationToken);
        for (var isRepeat = false; token is not null; isRepeat = true)
        {
            var result = await SendOnceAsync(account, submission, number, token, circuit, cancellationToken);
            if (result is not null)
            {
                return result;
            }

            if (isRepeat)
            {
                circuit.Credentials(areRefused: true);
                return new SubmitResult.NotSent(Failures.CredentialsRefused);
            }

            // A 401 is decided before the request is processed, so this is no second fax.
            (token, failure) = await api.GetTokenAsync(account, token, cancellationToken);
        }

        return new SubmitResult.NotSent(failure!);
    }

    private SubmitResult.Refused? TooMuch(Submission submission, string number)
    {
        if (submission.Documents.Count is 0 or > MaxDocuments)
        {
            return new SubmitResult.Refused(null, $"A fax has 1 to {MaxDocuments} documents.");
        }

        using var content = new SubmissionContent(submission, number, options);
        return content.Length > MaxBody ? new SubmitResult.Refused(null, "The documents exceed 100 MB after encoding.") : null;
    }

    /// <returns>What became of it; null for a 401.</returns>
    private async Task<SubmitResult?> SendOnceAsync(
        CarrierAccount account, Submission submission, string number, Token token, Circuit circuit, CancellationToken cancellationToken)
    {
        using var content = new SubmissionContent(submission, number, options);
        using var request = api.Http.Request(HttpMethod.Post, "faxes");
        request.Content = content;
        CarrierHttp.Authorize(request, account, token);
        request.Headers.TryAddWithoutValidation("transaction-id", submission.Reference);
        request.Headers.ExpectContinue = _asksFirst && content.Length >= AskFirst;

        using var timer = new CancellationTokenSource(options.SubmitTimeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var response = await api.Http.SubmitAsync(request, limit.Token);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                circuit.Answered();
                return null;
            }

            CarrierApi.Observe(circuit, response.StatusCode);
            _asksFirst &= response.StatusCode != HttpStatusCode.ExpectationFailed;
            return await ReadAsync(response, content.HasStarted, limit.Token);
        }
        catch (Exception problem) when (content.Stop is { } stop && problem is HttpRequestException or IOException)
        {
            return new SubmitResult.NotSent(stop == SubmissionStop.Withdrawn ? Withdrawn : DocumentUnreadable);
        }
        catch (Exception problem) when (CarrierApi.FailureOf(problem, cancellationToken) is { } cause)
        {
            circuit.Failed();
            return content.HasStarted ? new SubmitResult.Unknown(cause) : new SubmitResult.NotSent(cause);
        }
    }

    /// <param name="hasStarted">Whether any of the body went out before the answer came.</param>
    private async Task<SubmitResult> ReadAsync(HttpResponseMessage response, bool hasStarted, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
                return await ReadRefusalAsync(response, cancellationToken);
            case HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests:
                return new SubmitResult.NotSent(Failures.Of(response, clock));
            case >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices:
                var body = await BoundedBody.ReadAsync(response, cancellationToken);
                return body is { } utf8 && AcceptedId(utf8) is { } id
                    ? new SubmitResult.Accepted(id)
                    : new SubmitResult.Unknown(Failures.Unreadable((int)response.StatusCode));
            default:
                var failure = Failures.Of(response, clock) with { Kind = CarrierFailureKind.Unreachable };
                return hasStarted ? new SubmitResult.Unknown(failure) : new SubmitResult.NotSent(failure);
        }
    }

    // The status alone proves that nothing was taken; a body that cannot be read only costs the reason.
    private static async Task<SubmitResult> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = ErrorBody.Read(await BoundedBody.ReadErrorAsync(response, cancellationToken));
        if (error.IsAboutUserId)
        {
            return new SubmitResult.NotSent(Failures.MailboxRefused((int)response.StatusCode));
        }

        var fallback = response.StatusCode == HttpStatusCode.BadRequest ? "eFax refused the fax." : "eFax refused the fax as too large.";
        return new SubmitResult.Refused(error.Code, error.Text ?? fallback);
    }

    // One destination was sent, so exactly one valid id is an acceptance.
    private static string? AcceptedId(ReadOnlyMemory<byte> utf8) => Tolerant.Parse(utf8) switch
    {
        { ValueKind: JsonValueKind.Array } array when array.GetArrayLength() == 1 => FaxId.Of(array[0]),
        { ValueKind: JsonValueKind.Object } single when !single.TryGetProperty("errors", out _) => FaxId.Of(single),
        _ => null,
    };
}
