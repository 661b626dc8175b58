namespace FhirFax.EFax.Sandbox;

/// <summary>An App ID and its API Key, known from the start.</summary>
public sealed record SandboxApp
{
    public required string AppId { get; init; }

    public required string ApiKey { get; init; }
}
