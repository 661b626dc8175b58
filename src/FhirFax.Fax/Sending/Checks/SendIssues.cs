using FhirFax.Fax.Operations;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>Collects every problem of a send, so that one answer names them all.</summary>
internal sealed class SendIssues
{
    private readonly List<Issue> _issues = [];
    private bool _forbidden;

    public bool Any => _issues.Count > 0;

    public void Add(string code, string text, string? expression) => Add(Issue.Error(code, text, expression));

    public void Add(Issue issue)
    {
        // One resource may be reached twice, say as the organization of two recipients' roles.
        if (!_issues.Contains(issue))
        {
            _issues.Add(issue);
        }
    }

    public void Forbid(string text, string? expression)
    {
        _forbidden = true;
        Add(IssueCode.Forbidden, text, expression);
    }

    public FaxProblem ToProblem() =>
        new(_forbidden ? FaxProblemKind.Forbidden : FaxProblemKind.Unprocessable, new OperationOutcome([.. _issues]));
}
