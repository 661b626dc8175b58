using System.Globalization;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#history of an instance, a type, or the project: newest first.</summary>
internal sealed class HistoryInteraction(IFhirFaxStore store) : IInteraction
{
    private const int MostEntries = 1000;

    private static readonly long LastMicrosecond = DateInterval.MicrosecondsOf(DateTimeOffset.MaxValue);

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (!TryRead(request, out var query, out var refusal))
        {
            return refusal;
        }

        if (request.Route.Id is not null && await (request.Transaction ?? store).ReadAsync(request.Project, request.Route.Key, request.Aborted) is null)
        {
            return FhirResult.NotFound(request.Route.Key);
        }

        var page = await (request.Transaction ?? store).HistoryAsync(request.Project, query, request.Aborted);
        if (ReferenceEquals(page, ResourcePage.BadCursor))
        {
            return PageLinks.BadCursor();
        }

        var path = request.Route switch
        {
            { Id: { } id, Type: { } type } => $"{type}/{id}/_history",
            { Type: { } type } => $"{type}/_history",
            _ => "_history",
        };
        var links = new PageLinks($"{request.BaseUrl}/{path}", Applied(request));
        return FhirResult.Bundle(new BundleContent(BundleKind.History)
        {
            Resources = page.Resources,
            Total = page.Total,
            SelfLink = links.Self(query.Cursor),
            NextLink = links.Next(page.Next),
        });
    }

    private static bool TryRead(FhirRequest request, out HistoryQuery query, out FhirResult refusal)
    {
        refusal = null!;
        query = new HistoryQuery
        {
            ResourceType = request.Route.Type,
            Id = request.Route.Id,
            Cursor = request.QueryValue(PageLinks.Cursor),
            Total = true,
        };
        if (request.QueryValue("_since") is { } since)
        {
            if (!DateInterval.TryParse(since, out var interval))
            {
                refusal = Bad("_since", "an instant such as 2025-01-15T10:30:00Z");
                return false;
            }

            query = query with { Since = Instant(interval.Low) };
        }

        if (request.QueryValue("_at") is { } at)
        {
            if (!DateInterval.TryParse(at, out var interval))
            {
                refusal = Bad("_at", "a date or time such as 2025-01-15 or 2025-01-15T10:30:00Z");
                return false;
            }

            query = query with { At = Instant(interval.Low), AtEnd = Instant(interval.High) };
        }

        if (request.QueryValue("_count") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                refusal = Bad("_count", "a whole number");
                return false;
            }

            query = query with { Count = Math.Min(count, MostEntries) };
        }

        return true;
    }

    /// <summary>The year 9999 ends beyond what the type can hold.</summary>
    private static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Min(microseconds, LastMicrosecond) * TimeSpan.TicksPerMicrosecond);

    private static FhirResult Bad(string parameter, string form) =>
        FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Value, $"The parameter {parameter} must be {form}.");

    private static List<KeyValuePair<string, string>> Applied(FhirRequest request)
    {
        var applied = new List<KeyValuePair<string, string>>();
        foreach (var pair in request.Query)
        {
            if (pair.Key is "_since" or "_at" or "_count")
            {
                applied.Add(pair);
            }
        }

        return applied;
    }
}
