using System.Globalization;
using System.Net;
using System.Text.Json;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Http;

/// <summary>
/// Reads a list to its end (efax-corporate-api.md 8.5): pages of 100 by header, until one is short. A listing that cannot be read whole is a failure,
/// never a part.
/// </summary>
internal sealed class PageWalk(CarrierApi api, EFaxOptions options)
{
    private const int PageSize = 100;

    private static readonly CarrierFailure NotPaged = new(CarrierFailureKind.Unreachable, "eFax does not page its list as documented.");
    private static readonly CarrierFailure TooLong = new(CarrierFailureKind.Unreachable, "The list of eFax has more pages than can be believed.");

    /// <summary>All items with a valid fax id, each id once, as the pages give them; or the failure.</summary>
    /// <param name="path">With its query.</param>
    /// <param name="until">Ends the walk when it returns true for an item; null: the whole list. Is shown items without a valid fax id too, and not heeded for them.</param>
    public async Task<(IReadOnlyList<JsonElement> Items, CarrierFailure? Failure)> ReadAsync(
        CarrierAccount account, string path, Func<JsonElement, bool>? until, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var page = 0; page < options.MaxPages; page++)
        {
            var (json, failure) = await PageAsync(account, path, PageSize, page * PageSize, cancellationToken);
            if (failure is not null)
            {
                return ([], failure);
            }

            var before = seen.Count;
            foreach (var item in json)
            {
                if (FaxId.Of(item) is not { } id)
                {
                    until?.Invoke(item);
                }
                else if (seen.Add(id))
                {
                    items.Add(item);
                    if (until?.Invoke(item) == true)
                    {
                        return (items, null);
                    }
                }
            }

            if (json.Count < PageSize)
            {
                return (items, null);
            }

            // A full page of nothing new: the offset is not honoured, and what lies behind would stay unseen.
            if (seen.Count == before)
            {
                return ([], NotPaged);
            }
        }

        return ([], TooLong);
    }

    /// <summary>One page, whatever its items are.</summary>
    public Task<(IReadOnlyList<JsonElement> Items, CarrierFailure? Failure)> PageAsync(
        CarrierAccount account, string path, int limit, int offset, CancellationToken cancellationToken, bool isProbe = false) =>
        api.CallAsync<(IReadOnlyList<JsonElement>, CarrierFailure?)>(
            account,
            options.ReadTimeout,
            () =>
            {
                var request = api.Http.Request(HttpMethod.Get, path);
                request.Headers.Add("pagination-limit", limit.ToString(CultureInfo.InvariantCulture));
                request.Headers.Add("pagination-offset", offset.ToString(CultureInfo.InvariantCulture));
                return request;
            },
            ReadAsync,
            static failure => ([], failure),
            cancellationToken,
            isProbe);

    private static async Task<(IReadOnlyList<JsonElement>, CarrierFailure?)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, cancellationToken);
        // By 204 a list may say that it is empty; an empty 200 is one that got lost.
        if (body is { Length: 0 } && response.StatusCode == HttpStatusCode.NoContent)
        {
            return ([], null);
        }

        var json = body is { } utf8 ? Tolerant.Parse(utf8) : null;
        return json switch
        {
            { ValueKind: JsonValueKind.Object } envelope when json.Member("errors") is null => Items(envelope),
            { ValueKind: JsonValueKind.Array } bare => ([.. bare.EnumerateArray()], null),
            _ => ([], Failures.Unreadable((int)response.StatusCode)),
        };
    }

    // An empty list may leave the member out.
    private static (IReadOnlyList<JsonElement>, CarrierFailure?) Items(JsonElement envelope) => ((JsonElement?)envelope).Member("faxes") switch
    {
        null => ([], null),
        { ValueKind: JsonValueKind.Array } faxes => ([.. faxes.EnumerateArray()], null),
        { ValueKind: JsonValueKind.Object } single => ([single], null),
        _ => ([], Failures.Unreadable()),
    };
}
