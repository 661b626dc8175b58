namespace FhirFax.Fax.Projects;

/// <summary>One entry of a Project's catalogue: what a received fax can be filed as in a patient's record (fax-lifecycle-api.md 8.9).</summary>
/// <param name="Name">The programmatic name; unique in the Project.</param>
public sealed record PatientDocumentType(string Name)
{
    /// <summary>What every Project has.</summary>
    public static IReadOnlyList<PatientDocumentType> BuiltIn { get; } =
        [new("doc-type-assessment"), new("doc-type-docusign"), new("doc-type-others")];

    /// <summary>For people; null: the name.</summary>
    public string? Title { get; init; }

    /// <summary>Extensions without dots, in lower case; empty: every one.</summary>
    public IReadOnlyList<string> AllowedExtensions { get; init; } = [];

    /// <summary>An inactive one counts as unknown.</summary>
    public bool IsActive { get; init; } = true;
}
