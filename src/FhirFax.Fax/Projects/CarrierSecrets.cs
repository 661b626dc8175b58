namespace FhirFax.Fax.Projects;

/// <summary>The three secrets of the integration guide: <c>eFaxAppId</c>, <c>eFaxApiKey</c>, <c>eFaxUserId</c>. Never logged.</summary>
/// <param name="UserId">The project's default mailbox; null when only Organizations' and Practitioners' are used.</param>
public sealed record CarrierSecrets(string AppId, string ApiKey, string? UserId)
{
    public override string ToString() => nameof(CarrierSecrets);
}
