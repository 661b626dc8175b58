using System.Net;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Http;

/// <summary>Failures in words that a person understands and a log may hold: no numbers, names or secrets.</summary>
internal static class Failures
{
    // What a wrong clock or a broken gateway may ask for is not waited for longer than this.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    public static CarrierFailure TimedOut { get; } = new(CarrierFailureKind.Unreachable, "eFax did not answer in time.");

    public static CarrierFailure NoConnection { get; } = new(CarrierFailureKind.Unreachable, "No connection to eFax.");

    public static CarrierFailure ConnectionCut { get; } = new(CarrierFailureKind.Unreachable, "The connection to eFax was cut.");

    public static CarrierFailure CredentialsRefused { get; } =
        new(CarrierFailureKind.CredentialsRefused, "eFax refuses the App ID or the API key.", (int)HttpStatusCode.Unauthorized);

    public static CarrierFailure CredentialsUnusable { get; } =
        new(CarrierFailureKind.CredentialsRefused, "The App ID or the API key is empty or holds characters that cannot be sent.");

    public static CarrierFailure MailboxUnusable { get; } =
        new(CarrierFailureKind.MailboxRefused, "The user id is empty or holds characters that cannot be sent.");

    public static CarrierFailure Unreadable(int? status = null) => new(CarrierFailureKind.Unreachable, "eFax gave an answer that cannot be read.", status);

    public static CarrierFailure CircuitOpen(TimeSpan retryAfter) =>
        new(CarrierFailureKind.CircuitOpen, "eFax has not answered several times in a row; no call is made just now.", null, retryAfter);

    /// <summary>As <see cref="Of"/>, and tells by its body whether a 400 is about the user id (efax-corporate-api.md 14.1), not about the request.</summary>
    public static async Task<CarrierFailure> ReadAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.BadRequest
        && ErrorBody.Read(await BoundedBody.ReadErrorAsync(response, cancellationToken)).IsAboutUserId
            ? MailboxRefused((int)response.StatusCode)
            : Of(response, clock);

    public static CarrierFailure MailboxRefused(int status) =>
        new(CarrierFailureKind.MailboxRefused, "eFax refuses the user id, or the fax belongs to another one.", status);

    /// <summary>An answer that is not 2xx; a 401 is one that a renewed token did not help.</summary>
    public static CarrierFailure Of(HttpResponseMessage response, TimeProvider clock)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => CredentialsRefused,
            HttpStatusCode.Forbidden => MailboxRefused(status),
            HttpStatusCode.NotFound => new CarrierFailure(CarrierFailureKind.NotFound, "eFax does not know this fax.", status),
            HttpStatusCode.TooManyRequests => new CarrierFailure(
                CarrierFailureKind.Throttled, "eFax asks to call less often.", status, RetryAfter(response, clock)),
            _ => new CarrierFailure(CarrierFailureKind.Unreachable, $"eFax answered with status {status}.", status, RetryAfter(response, clock)),
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock)
    {
        var given = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return given switch
        {
            null => null,
            { } wait when wait < TimeSpan.Zero => TimeSpan.Zero,
            { } wait when wait > MaxRetryAfter => MaxRetryAfter,
            { } wait => wait,
        };
    }
}
