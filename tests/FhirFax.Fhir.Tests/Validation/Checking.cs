using System.Text;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Tests.Validation;

/// <summary>Validates JSON written in a test.</summary>
internal static class Checking
{
    private static readonly ResourceValidator Validator = new(R4Definitions.Current);

    public static IReadOnlyList<Issue> Issues(string json, int limit = 100)
    {
        ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out var problem).ShouldBeTrue(problem?.Issues[0].Text);
        using (document)
        {
            return Validator.Validate(document!, limit);
        }
    }

    public static void Accepts(string json) => Issues(json).ShouldBeEmpty();

    public static void Refuses(string json, string code, string expression, string text)
    {
        var issue = Issues(json).ShouldHaveSingleItem();
        issue.Severity.ShouldBe(IssueSeverity.Error);
        issue.Code.ShouldBe(code);
        issue.Expression.ShouldBe(expression);
        issue.Text.ShouldBe(text);
    }
}
