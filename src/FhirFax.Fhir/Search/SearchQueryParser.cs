using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>Reads the parameters of a search (R4 search.html) into a <see cref="SearchQuery"/>. Thread-safe.</summary>
public sealed class SearchQueryParser(R4Definitions definitions)
{
    /// <summary>Parameters of one search.</summary>
    public const int MaxParameters = 100;

    /// <summary>Comma-separated alternatives of one parameter.</summary>
    public const int MaxValues = 200;

    /// <summary>Alternatives of all parameters of one search, counted for every type that a chain may lead to.</summary>
    public const int MaxTotalValues = 1_000;

    private readonly SearchPaths _paths = new(definitions);

    /// <summary>Whether a search by this parameter finds anything: what a CapabilityStatement may claim.</summary>
    public static bool IsSupported(SearchParameterDefinition parameter) =>
        parameter.Code is "_id" or "_lastUpdated" || SearchPaths.IsIndexed(parameter) || parameter is { Type: SearchParameterType.Composite, Expression: not null, Components.Count: > 1 };

    /// <summary>
    /// Parses decoded name and value pairs, in order. Result parameters that concern only the answer's form (<c>_format</c>, <c>_pretty</c>, <c>_summary</c>, <c>_elements</c>) are left to the
    /// caller, and are among the applied ones. An unusable value is an error; an unknown parameter is listed apart, so that strict and lenient handling can differ.
    /// </summary>
    /// <param name="baseUrls">Our own FHIR base urls: an absolute reference below one is treated as relative.</param>
    /// <param name="mayReach">Whether the caller may search another type that a chain leads to: if not, it is an error of code <c>forbidden</c>. Null: every type.</param>
    public SearchParseResult Parse(
        string resourceType,
        IEnumerable<KeyValuePair<string, string>> parameters,
        IReadOnlyList<string> baseUrls,
        Func<string, bool>? mayReach = null)
    {
        var reading = new SearchQueryReading(definitions, _paths, resourceType, baseUrls, mayReach ?? (static _ => true));
        var count = 0;
        foreach (var (name, value) in parameters)
        {
            if (++count > MaxParameters)
            {
                return Refused(Issue.Error(IssueCode.TooCostly, $"A search takes at most {MaxParameters} parameters."));
            }

            reading.Read(name, value);
        }

        return reading.Complete();
    }

    /// <summary>A name from outside as it may stand in a message.</summary>
    internal static string Clip(string name)
    {
        var shown = name.Length <= 64 ? name : name[..64] + "…";
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    private static SearchParseResult Refused(Issue issue) => new(null, [issue], [], []);
}
