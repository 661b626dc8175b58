using System.Globalization;
using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Store.Faxes;

namespace FhirFax.Server.Faxes.Interactions;

/// <summary><c>GET P</c> (fax-lifecycle-api.md 4, 8.1).</summary>
internal sealed class ListFaxes(FaxReading faxes) : IFaxInteraction
{
    private const int DefaultSize = 20;
    private const int LargestSize = 100;

    public async Task<FaxAnswer> HandleAsync(FaxRequest request)
    {
        var page = Integer(request, "page", 0, least: 0);
        var size = Math.Min(Integer(request, "size", DefaultSize, least: 1), LargestSize);
        var (sort, isDescending) = Order(request);
        if (request.Problems.Count > 0)
        {
            return FaxAnswer.Of(request.Problems);
        }

        var query = new FaxListQuery(sort, isDescending, page * size, (int)size);
        var (found, total) = await faxes.ListAsync(request.Project.Key, query, request.Aborted);
        return new FaxAnswer.Page(new FaxPage(found, page, (int)size, total));
    }

    private static long Integer(FaxRequest request, string name, long absent, int least)
    {
        if (Parameter(request, name) is not { } text)
        {
            return absent;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            request.Invalid(name, InvalidReason.Type, $"{name} must be an integer");
            return absent;
        }

        if (number < least)
        {
            request.Invalid(name, InvalidReason.Range, $"{name} must be at least {least}");
        }

        return number;
    }

    /// <summary>A direction by itself wins over one that is written into <c>sort</c>.</summary>
    private static (FaxSort Sort, bool IsDescending) Order(FaxRequest request)
    {
        var text = Parameter(request, "sort");
        var comma = text?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        var field = comma < 0 ? text : text![..comma];
        var sort = Sort(field);
        if (sort is null)
        {
            request.Invalid("sort", InvalidReason.UnknownValue, "Unknown sort field");
        }

        bool? combined = null;
        if (comma >= 0 && !TryReadDirection(text![(comma + 1)..], out combined))
        {
            request.Invalid("sort", InvalidReason.UnknownValue, "Unknown sort direction");
        }

        bool? named = null;
        if (Parameter(request, "direction") is { } direction && !TryReadDirection(direction, out named))
        {
            request.Invalid("direction", InvalidReason.UnknownValue, "Unknown sort direction");
        }

        return (sort ?? FaxSort.Created, named ?? combined ?? text is null);
    }

    private static FaxSort? Sort(string? field) => field switch
    {
        null or "createdAt" => FaxSort.Created,
        "updatedAt" => FaxSort.Updated,
        "sentAt" => FaxSort.Sent,
        "receivedAt" => FaxSort.Received,
        "status" => FaxSort.Status,
        "subject" => FaxSort.Subject,
        "sender" => FaxSort.Sender,
        "receiver" => FaxSort.Receiver,
        "reviewed" => FaxSort.Reviewed,
        "pages" => FaxSort.Pages,
        _ => null,
    };

    private static bool TryReadDirection(string text, out bool? isDescending)
    {
        isDescending = text.Equals("DESC", StringComparison.OrdinalIgnoreCase);
        return isDescending.Value || text.Equals("ASC", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Parameter(FaxRequest request, string name) =>
        request.Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
