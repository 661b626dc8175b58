using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Xml;

/// <summary>What is wrong with the markup, and where the reading stands.</summary>
internal sealed class XmlIssues(string root)
{
    private const int Limit = 50;

    private readonly List<Issue> _issues = [];

    public ElementPath Path { get; } = new(root);

    /// <summary>Null when nothing was reported.</summary>
    public OperationOutcome? Outcome => _issues.Count == 0 ? null : new OperationOutcome(_issues);

    /// <summary>Reports on the current element.</summary>
    public void Report(string text) => Add(text, Path.ToString());

    /// <summary>Reports on a child of the current element.</summary>
    public void ReportChild(string child, string text) => Add(text, Path.Child(child));

    private void Add(string text, string expression)
    {
        if (_issues.Count < Limit)
        {
            _issues.Add(Issue.Error(IssueCode.Structure, text, expression));
        }
    }
}
