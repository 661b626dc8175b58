using FhirFax.Store;

namespace FhirFax.Fax.Projects;

/// <summary>What the domain knows of one Project's configuration.</summary>
public sealed record FaxProject
{
    public required ProjectKey Key { get; init; }

    /// <summary>Null when the project has no carrier secrets: efax operations answer 404 <c>not-found</c>.</summary>
    public CarrierSecrets? Secrets { get; init; }

    /// <summary>User ids usable where several Projects share an App ID; <see cref="CarrierSecrets.UserId"/> always is.</summary>
    public IReadOnlyList<string> Mailboxes { get; init; } = [];

    /// <summary>Projects that are configured no more, and whose mailboxes this one takes over when it uses them.</summary>
    public IReadOnlyList<ProjectKey> MailboxesOf { get; init; } = [];

    /// <summary>Whether another Project uses the same App ID: then only listed mailboxes are usable.</summary>
    public bool SharesAppId { get; init; }

    /// <summary>What received faxes can be filed as.</summary>
    public IReadOnlyList<PatientDocumentType> DocumentTypes { get; init; } = PatientDocumentType.BuiltIn;
}
