using System.Text.Json;

namespace FhirFax.Fhir.Outcomes;

/// <summary>The answer to everything that is not a resource (R4 operationoutcome.html).</summary>
/// <param name="Issues">At least one.</param>
/// <param name="Id">The resource id that some clients branch on, such as <c>not-found</c> or <c>ok</c>; usually null.</param>
public sealed record OperationOutcome(IReadOnlyList<Issue> Issues, string? Id = null)
{
    /// <summary>An outcome of a single error.</summary>
    public static OperationOutcome Error(string code, string text, string? expression = null, string? id = null) =>
        new([Issue.Error(code, text, expression)], id);

    /// <summary>Writes the resource as one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType"u8, "OperationOutcome"u8);
        if (Id is not null)
        {
            writer.WriteString("id"u8, Id);
        }

        writer.WriteStartArray("issue"u8);
        foreach (var issue in Issues)
        {
            WriteIssue(writer, issue);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteIssue(Utf8JsonWriter writer, Issue issue)
    {
        writer.WriteStartObject();
        writer.WriteString("severity"u8, issue.Severity switch
        {
            IssueSeverity.Fatal => "fatal"u8,
            IssueSeverity.Error => "error"u8,
            IssueSeverity.Warning => "warning"u8,
            _ => "information"u8,
        });
        writer.WriteString("code"u8, issue.Code);
        writer.WriteStartObject("details"u8);
        writer.WriteString("text"u8, issue.Text);
        writer.WriteEndObject();
        if (issue.Expression is not null)
        {
            writer.WriteStartArray("expression"u8);
            writer.WriteStringValue(issue.Expression);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
