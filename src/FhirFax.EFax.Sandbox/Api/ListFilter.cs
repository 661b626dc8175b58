using System.Globalization;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Http;

namespace FhirFax.EFax.Sandbox.Api;

/// <summary>The query parameters of the lists (efax-corporate-api.md 8.4 and 8.5). What is absent filters nothing.</summary>
internal sealed record ListFilter
{
    public string? TransactionId { get; private init; }

    public bool? IsDownloaded { get; private init; }

    private string? Status { get; init; }

    private string? FaxStatus { get; init; }

    private string? From { get; init; }

    private string? To { get; init; }

    private string? ErrorCode { get; init; }

    private string? SearchText { get; init; }

    private int? MinPages { get; init; }

    private int? MaxPages { get; init; }

    public DateTimeOffset? Since { get; private init; }

    public DateTimeOffset? Until { get; private init; }

    /// <summary>Whether the table's own columns decide it, so that one page of a list can be read without those before it.</summary>
    public bool IsOfColumnsOnly => Status is null && FaxStatus is null && From is null && To is null && ErrorCode is null && SearchText is null
        && MinPages is null && MaxPages is null;

    /// <summary>The filter of a call; null when <paramref name="invalid"/> names a parameter that cannot be read.</summary>
    public static ListFilter? Read(Call call, out string? invalid)
    {
        string? wrong = null;
        var filter = new ListFilter
        {
            TransactionId = call.Query("transaction_id"),
            IsDownloaded = Value("image_downloaded", static (string text, out bool value) => bool.TryParse(text, out value)),
            Status = call.Query("transmission_status") is { } status ? TransmissionStatus.Normalize(status) : null,
            FaxStatus = call.Query("fax_status"),
            From = Number("originating_fax_number"),
            To = Number("destination_fax_number"),
            ErrorCode = call.Query("error_code"),
            SearchText = call.Query("search_text"),
            MinPages = Value("min_pages", static (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)),
            MaxPages = Value("max_pages", static (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)),
            Since = Value<DateTimeOffset>("min_completed_timestamp", Timestamps.TryRead),
            Until = Value<DateTimeOffset>("max_completed_timestamp", Timestamps.TryRead),
        };
        invalid = wrong;
        return wrong is null ? filter : null;

        string? Number(string name) => call.Query(name) is { } text ? CarrierNumber.Canonical(text) : null;

        T? Value<T>(string name, Reader<T> read)
            where T : struct
        {
            if (call.Query(name) is not { } text)
            {
                return null;
            }

            if (read(text, out var value))
            {
                return value;
            }

            wrong = name;
            return null;
        }
    }

    private delegate bool Reader<T>(string text, out T value);

    public bool Matches(FaxRecord fax, DateTimeOffset now)
    {
        var phase = fax.At(now);
        var completed = fax.CompletedAt(now);
        return (Status is null || TransmissionStatus.Normalize(FaxJson.ListedStatus(phase)) == Status)
            && (FaxStatus is null || FaxStatus.Equals("STORED", StringComparison.OrdinalIgnoreCase))
            && (From is null || (fax.From is { } from && CarrierNumber.Canonical(from) == From))
            && (To is null || CarrierNumber.Canonical(fax.To) == To)
            && (ErrorCode is null || (completed is not null && phase.ErrorCode == ErrorCode))
            && (MinPages is null || fax.Pages >= MinPages)
            && (MaxPages is null || fax.Pages <= MaxPages)
            && (Since is null || completed >= Since)
            && (Until is null || completed <= Until)
            && (SearchText is null || Holds(fax, SearchText));
    }

    // Every text of the fax's own metadata, as the carrier's search does.
    private static bool Holds(FaxRecord fax, string text)
    {
        var texts = new[] { fax.FaxId, fax.From, fax.To, fax.Tsid }
            .Concat(fax.ClientData?.Select(static member => member.Value?.ToString()) ?? [])
            .Concat(fax.Routing?.Select(static member => member.Value?.ToString()) ?? []);
        return texts.Any(item => item?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
    }
}
