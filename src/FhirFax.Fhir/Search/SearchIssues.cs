using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>What is wrong with a query string: errors, and what was ignored.</summary>
internal sealed class SearchIssues(R4Definitions definitions)
{
    private readonly List<Issue> _errors = [];
    private readonly List<Issue> _ignored = [];

    public IReadOnlyList<Issue> Errors => _errors;

    public IReadOnlyList<Issue> Ignored => _ignored;

    /// <summary>A bound was passed, which nothing that comes later makes good.</summary>
    public bool IsTooCostly => _errors.Exists(e => e.Code == IssueCode.TooCostly);

    /// <summary>A place among the errors, for <see cref="ForgetSince"/>.</summary>
    public int Mark() => _errors.Count;

    public void ForgetSince(int mark) => _errors.RemoveRange(mark, _errors.Count - mark);

    /// <summary>Always false, for the caller to return.</summary>
    public bool Refuse(string code, string text)
    {
        Refuse(Issue.Error(code, text));
        return false;
    }

    public void Refuse(Issue issue) => _errors.Add(issue);

    /// <summary>Always false, for the caller to return.</summary>
    /// <param name="text">What is wrong; whether it is left out or refused is the caller's to say.</param>
    public bool Ignore(string code, string text)
    {
        _ignored.Add(new Issue(IssueSeverity.Warning, code, text));
        return false;
    }

    /// <summary>A parameter that is none: ignored, unless it stands in a chain, where leaving it out would find too much.</summary>
    public void Unknown(string resourceType, string code, bool isNested)
    {
        var names = definitions.SearchParametersOf(resourceType).Select(parameter => parameter.Code).Concat(ResultParameters.Names);
        var hint = NameSuggestion.Nearest(code, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        var shown = SearchQueryParser.Clip(code);
        if (isNested)
        {
            Refuse(IssueCode.NotSupported, $"{resourceType} has no search parameter '{shown}': the chain is not supported.{hint}");
        }
        else if (ResultParameters.Unsupported.Contains(code))
        {
            Refuse(IssueCode.NotSupported, $"The search parameter '{code}' is not supported.");
        }
        else if (ResultParameters.Names.Contains(code))
        {
            Ignore(IssueCode.NotSupported, $"'{code}' takes no such modifier.");
        }
        else
        {
            Ignore(IssueCode.NotSupported, $"{resourceType} has no search parameter '{shown}'.{hint}");
        }
    }
}
