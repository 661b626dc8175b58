using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>What an entry of a transaction is called (R4 bundle.html#bundle-unique, datatypes.html#uri): an absolute url, <c>urn:uuid:</c> or <c>urn:oid:</c>, and never the same for two.</summary>
internal static partial class FullUrl
{
    private const string Uuid = "urn:uuid:";
    private const string Oid = "urn:oid:";

    /// <summary>Null when all are usable; those that are no strings are left to the validation.</summary>
    public static FhirResult? Check(JsonElement entries)
    {
        if (entries.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = -1;
        foreach (var entry in entries.EnumerateArray())
        {
            index++;
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("fullUrl"u8, out var value) || value.ValueKind != JsonValueKind.String)
            {
                continue;
            }

            var url = value.GetString()!;
            if (!IsAbsolute(url))
            {
                return Refused(IssueCode.Value, $"The fullUrl '{Quoted.Clip(url)}' is neither an absolute url nor urn:uuid: with a UUID nor urn:oid: with an OID.", index);
            }

            if (!places.TryAdd(url, index))
            {
                return Refused(IssueCode.Duplicate, string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{places[url]}] bears the same fullUrl: each entry needs its own."), index);
            }
        }

        return null;
    }

    private static bool IsAbsolute(string url) =>
        url.StartsWith(Uuid, StringComparison.Ordinal) ? Guid.TryParseExact(url.AsSpan(Uuid.Length), "D", out _)
        : url.StartsWith(Oid, StringComparison.Ordinal) ? OidForm().IsMatch(url.AsSpan(Oid.Length))
        : url.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0;

    private static FhirResult Refused(string code, string text, int index) =>
        FhirResult.Error(StatusCodes.Status400BadRequest, code, text, string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{index}].fullUrl"));

    [GeneratedRegex(@"^[0-2](\.(0|[1-9][0-9]*))+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OidForm();
}
