using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>Reads <c>_include</c> and <c>_revinclude</c>, with or without <c>:iterate</c>.</summary>
internal sealed class IncludeParameters(R4Definitions definitions)
{
    private readonly List<SearchInclude> _includes = [];

    public IReadOnlyList<SearchInclude> Includes => _includes;

    public static bool IsOne(string name) => Base(name) is "_include" or "_revinclude";

    /// <summary>Null when it is taken.</summary>
    public Issue? Take(string name, string value)
    {
        var isReverse = Base(name) == "_revinclude";
        var modifier = name.Contains(':', StringComparison.Ordinal) ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : null;
        if (modifier is not (null or "iterate" or "recurse"))
        {
            return Issue.Error(IssueCode.NotSupported, $"'{Base(name)}' has no modifier ':{SearchQueryParser.Clip(modifier)}': it is not supported.");
        }

        if (value == "*" && !isReverse)
        {
            _includes.Add(new SearchInclude(null, null, null, IsReverse: false, modifier is not null));
            return null;
        }

        var parts = value.Split(':');
        if (parts.Length is < 2 or > 3 || !definitions.IsResourceType(parts[0]) || (parts.Length == 3 && !definitions.IsResourceType(parts[2])))
        {
            return Issue.Error(IssueCode.Value, $"'{Base(name)}' needs 'Type:reference' or 'Type:reference:Target'{(isReverse ? "" : ", or *")}.");
        }

        if (parts[1] != "*" && !IsReference(parts[0], parts[1]))
        {
            return Issue.Error(IssueCode.Value, $"'{Base(name)}' names '{SearchQueryParser.Clip(parts[1])}', which is no reference parameter of {parts[0]}.");
        }

        _includes.Add(new SearchInclude(parts[0], parts[1] == "*" ? null : parts[1], parts.Length == 3 ? parts[2] : null, isReverse, modifier is not null));
        return null;
    }

    private bool IsReference(string type, string code) =>
        definitions.TryGetSearchParameter(type, code, out var parameter) && parameter.Type == SearchParameterType.Reference && SearchPaths.IsIndexed(parameter);

    private static string Base(string name) => name.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? name[..colon] : name;
}
