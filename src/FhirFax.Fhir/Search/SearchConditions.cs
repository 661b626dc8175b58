using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>Reads one condition of a search, <c>name=value</c>, with whatever chain stands in the name. What is wrong goes to <paramref name="issues"/>.</summary>
/// <param name="mayReach">Whether the caller may search a type that a chain leads to.</param>
internal sealed class SearchConditions(
    R4Definitions definitions, SearchPaths paths, IReadOnlyList<string> baseUrls, Func<string, bool> mayReach, SearchIssues issues)
{
    /// <summary>References that one condition may follow, in either direction.</summary>
    public const int MaxDepth = 5;

    /// <summary>Types that a chain without a type may lead to.</summary>
    private const int MaxTargets = 40;

    /// <summary>Conditions that one name may stand for, all types that its chain may lead to counted.</summary>
    private const int MaxConditions = 200;

    private readonly SearchConditionValues _values = new(definitions, paths, baseUrls, issues);
    private int _conditions;

    /// <summary>Null when there is none to be had; then the reason is among the issues.</summary>
    public SearchFilter? Read(string resourceType, string name, string value, int depth = 0)
    {
        _conditions = depth == 0 ? 1 : _conditions + 1;
        if (depth > MaxDepth || _conditions > MaxConditions)
        {
            issues.Refuse(IssueCode.TooCostly, $"A search condition follows at most {MaxDepth} references, to at most {MaxConditions} types in all.");
            return null;
        }

        if (name == "_has" || name.StartsWith("_has:", StringComparison.Ordinal))
        {
            return ReadHas(resourceType, name, value, depth);
        }

        var parts = SearchParameterName.Parse(name);
        if (ResultParameters.Unsupported.Contains(parts.Code) || !definitions.TryGetSearchParameter(resourceType, parts.Code, out var parameter))
        {
            issues.Unknown(resourceType, parts.Code, isNested: depth > 0);
            return null;
        }

        if (parts.Chain is not null)
        {
            return ReadChain(parameter, parts, value, depth);
        }

        return CanBeSearched(parameter, depth) && CanBeModified(parameter, parts.Modifier) ? _values.Read(resourceType, parameter, parts.Modifier, value) : null;
    }

    private bool CanBeSearched(SearchParameterDefinition parameter, int depth)
    {
        if (SearchQueryParser.IsSupported(parameter))
        {
            return true;
        }

        var text = $"The search parameter '{parameter.Code}' is not supported";
        _ = depth > 0 ? issues.Refuse(IssueCode.NotSupported, $"{text}.") : issues.Ignore(IssueCode.NotSupported, $"{text}.");
        return false;
    }

    private bool CanBeModified(SearchParameterDefinition parameter, string? modifier)
    {
        if (modifier is null)
        {
            return true;
        }

        var shown = SearchQueryParser.Clip(modifier);
        if (!SearchModifiers.Applies(modifier, parameter.Type, definitions))
        {
            return issues.Refuse(IssueCode.NotSupported, $"The search parameter '{parameter.Code}' has no modifier ':{shown}': it is not supported.");
        }

        // _id and _lastUpdated are no elements with values to look at; _id alone can be turned round.
        var isSupported = parameter.Code switch
        {
            "_id" => modifier == "not",
            "_lastUpdated" => false,
            _ => SearchModifiers.IsSupported(modifier, parameter.Type),
        };
        return isSupported || issues.Refuse(IssueCode.NotSupported, $"The modifier ':{shown}' of the search parameter '{parameter.Code}' is not supported.");
    }

    private SearchFilter.Chain? ReadChain(SearchParameterDefinition parameter, SearchParameterName name, string value, int depth)
    {
        if (parameter.Type != SearchParameterType.Reference || !SearchPaths.IsIndexed(parameter))
        {
            issues.Refuse(IssueCode.NotSupported, $"The search parameter '{parameter.Code}' is no reference: chaining is not supported.");
            return null;
        }

        return name.Modifier is { } type
            ? ReadTypedChain(parameter, type, name.Chain!, value, depth)
            : ReadUntypedChain(parameter, name.Chain!, value, depth);
    }

    private SearchFilter.Chain? ReadTypedChain(SearchParameterDefinition parameter, string type, string chain, string value, int depth)
    {
        if (!definitions.IsResourceType(type) || !PointsAt(parameter, type))
        {
            issues.Refuse(IssueCode.NotSupported, $"The search parameter '{parameter.Code}' does not point at '{SearchQueryParser.Clip(type)}': it is not supported.");
            return null;
        }

        return MayReach(parameter.Code, type) && Read(type, chain, value, depth + 1) is { } filter
            ? new SearchFilter.Chain(parameter.Code, [new ChainTarget(type, filter)])
            : null;
    }

    /// <summary>Leads to every type that has such a parameter; the value must be usable for one of them.</summary>
    private SearchFilter.Chain? ReadUntypedChain(SearchParameterDefinition parameter, string chain, string value, int depth)
    {
        var targets = new List<ChainTarget>();
        string? barred = null;
        var refused = issues.Mark();
        foreach (var type in definitions.ResourceTypes)
        {
            if (!PointsAt(parameter, type.Name) || !HasFirst(type.Name, chain))
            {
                continue;
            }

            if (!mayReach(type.Name))
            {
                barred = type.Name;
            }
            else if (Read(type.Name, chain, value, depth + 1) is { } filter)
            {
                targets.Add(new ChainTarget(type.Name, filter));
            }
        }

        if (targets.Count is > 0 and <= MaxTargets && _conditions <= MaxConditions && !issues.IsTooCostly)
        {
            issues.ForgetSince(refused);
            return new SearchFilter.Chain(parameter.Code, targets);
        }

        var code = SearchQueryParser.Clip(chain);
        if (targets.Count > 0 && !issues.IsTooCostly)
        {
            issues.Refuse(IssueCode.TooCostly, $"'{parameter.Code}.{code}' may lead to too many types: name one as in '{parameter.Code}:Patient.{code}'.");
        }
        else if (issues.Mark() == refused && barred is not null)
        {
            MayReach(parameter.Code, barred);
        }
        else if (issues.Mark() == refused)
        {
            issues.Refuse(IssueCode.NotSupported, $"The search parameter '{parameter.Code}' leads to nothing that has '{code}': it is not supported.");
        }

        return null;
    }

    private SearchFilter.Has? ReadHas(string resourceType, string name, string value, int depth)
    {
        var parts = name.Split(':', 4);
        if (parts.Length < 4
            || !definitions.IsResourceType(parts[1])
            || !definitions.TryGetSearchParameter(parts[1], parts[2], out var parameter)
            || parameter.Type != SearchParameterType.Reference
            || !SearchPaths.IsIndexed(parameter)
            || !PointsAt(parameter, resourceType))
        {
            issues.Refuse(IssueCode.NotSupported, $"'_has' needs '_has:Type:reference:parameter', with a reference parameter of that type that points at {resourceType}; '{SearchQueryParser.Clip(name)}' is not supported.");
            return null;
        }

        return MayReach("_has", parts[1]) && Read(parts[1], parts[3], value, depth + 1) is { } filter
            ? new SearchFilter.Has(parts[1], parameter.Code, filter)
            : null;
    }

    private bool MayReach(string code, string type) =>
        mayReach(type) || issues.Refuse(IssueCode.Forbidden, $"The search parameter '{code}' leads to {type}, which the client's scopes do not allow.");

    private bool HasFirst(string type, string chain) =>
        chain.StartsWith("_has:", StringComparison.Ordinal) || definitions.TryGetSearchParameter(type, SearchParameterName.Parse(chain).Code, out _);

    internal static bool PointsAt(SearchParameterDefinition parameter, string type) =>
        parameter.Targets.Count == 0 || parameter.Targets.Contains(type) || parameter.Targets.Contains("Resource");
}
