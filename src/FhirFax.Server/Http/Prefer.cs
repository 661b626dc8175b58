using Microsoft.Extensions.Primitives;

namespace FhirFax.Server.Http;

/// <summary>The Prefer header (RFC 7240; R4 http.html#ops, search.html#errors).</summary>
/// <param name="Return">Null when not said: the representation.</param>
/// <param name="IsStrict"><c>handling=strict</c>, which wins over lenient; null when not said.</param>
internal sealed record Prefer(ReturnPreference? Return, bool? IsStrict)
{
    public static Prefer Unsaid { get; } = new(null, null);

    /// <summary>Preferences that are not known have no effect, as RFC 7240 has it.</summary>
    public static Prefer Parse(StringValues header)
    {
        if (header.Count == 0)
        {
            return Unsaid;
        }

        var prefer = Unsaid;
        foreach (var part in header.ToString().Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            prefer = part.Replace(" ", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).ToLowerInvariant() switch
            {
                "return=minimal" => prefer with { Return = ReturnPreference.Minimal },
                "return=representation" => prefer with { Return = ReturnPreference.Representation },
                "return=operationoutcome" => prefer with { Return = ReturnPreference.OperationOutcome },
                "handling=strict" => prefer with { IsStrict = true },
                "handling=lenient" => prefer with { IsStrict = prefer.IsStrict ?? false },
                _ => prefer,
            };
        }

        return prefer;
    }
}
