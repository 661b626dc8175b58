using System.Globalization;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>The parameters of a history: those of R4 http.html#history, and the general ones that shape any answer.</summary>
/// <param name="Applied">The pairs that took effect, for the links of the page.</param>
internal sealed record HistoryParameters(HistoryQuery Query, SubsetParameters Subset, IReadOnlyList<KeyValuePair<string, string>> Applied)
{
    private const int MostEntries = 1000;

    private static readonly long LastMicrosecond = DateInterval.MicrosecondsOf(DateTimeOffset.MaxValue);

    /// <summary>The parameters, or a 400: for an unusable value always, for what no history takes when handling is strict.</summary>
    public static (HistoryParameters? Parameters, FhirResult? Refusal) Read(FhirRequest request, bool isStrict)
    {
        var query = new HistoryQuery { ResourceType = request.Route.Type, Id = request.Route.Id, Total = true };
        var applied = new List<KeyValuePair<string, string>>();
        var errors = new List<Issue>();
        foreach (var (name, value) in request.Query)
        {
            var issue = Take(ref query, name, value, isStrict, out var effective);
            if (issue is null && applied.Exists(pair => pair.Key == name && name != "_elements"))
            {
                issue = Issue.Error(IssueCode.Value, $"The parameter {name} must be given once.");
            }

            if (issue is not null)
            {
                errors.Add(issue);
            }
            else if (effective is not null)
            {
                applied.Add(new(name, effective));
            }
        }

        if (applied.Exists(pair => pair is { Key: "_summary", Value: "count" }))
        {
            query = query with { Count = 0 };
        }

        return errors.Count == 0
            ? (new HistoryParameters(query, SubsetParameters.Of(applied), applied), null)
            : (null, FhirResult.BadRequest(new OperationOutcome(errors)));
    }

    /// <param name="effective">The value that took effect; null for a parameter without any.</param>
    private static Issue? Take(ref HistoryQuery query, string name, string value, bool isStrict, out string? effective)
    {
        effective = value;
        switch (name)
        {
            case "_since":
                return TakeSince(ref query, value);
            case "_at":
                return TakeAt(ref query, value);
            case "_count":
                return TakeCount(ref query, value, ref effective);
            case PageLinks.Cursor:
                query = query with { Cursor = value };
                return null;
            case "_summary":
                return value is "true" or "text" or "data" or "count" or "false" ? null : Bad(name, "true, text, data, count or false");
            case "_elements" or "_format" or "_pretty":
                return null;
            case "_sort" when value == "-_lastUpdated":
                return null;
            case "_sort" or "_list":
                // To leave it out would show what was not asked for, or in an order that was not.
                return Issue.Error(IssueCode.NotSupported, $"A history is of all versions, the newest first: the parameter {name} is not supported.");
            default:
                effective = null;
                return isStrict ? Issue.Error(IssueCode.NotSupported, $"A history has no parameter '{Quoted.Clip(name)}'.") : null;
        }
    }

    private static Issue? TakeSince(ref HistoryQuery query, string value)
    {
        if (!DateInterval.TryParse(value, out var since))
        {
            return Bad("_since", "an instant such as 2025-01-15T10:30:00Z");
        }

        query = query with { Since = Instant(since.Low) };
        return null;
    }

    private static Issue? TakeAt(ref HistoryQuery query, string value)
    {
        if (!DateInterval.TryParse(value, out var at))
        {
            return Bad("_at", "a date or time such as 2025-01-15 or 2025-01-15T10:30:00Z");
        }

        query = query with { At = Instant(at.Low), AtEnd = Instant(at.High) };
        return null;
    }

    /// <summary>More than a page can hold is a page.</summary>
    private static Issue? TakeCount(ref HistoryQuery query, string value, ref string? effective)
    {
        if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Bad("_count", "a whole number");
        }

        var count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, MostEntries) : MostEntries;
        effective = count.ToString(CultureInfo.InvariantCulture);
        query = query with { Count = count };
        return null;
    }

    /// <summary>The year 9999 ends beyond what the type can hold.</summary>
    private static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Min(microseconds, LastMicrosecond) * TimeSpan.TicksPerMicrosecond);

    private static Issue Bad(string parameter, string form) => Issue.Error(IssueCode.Value, $"The parameter {parameter} must be {form}.");
}
