namespace FhirFax.EFax.Sandbox;

/// <summary>A user id of an App ID, known from the start.</summary>
public sealed record SandboxMailbox
{
    public required string AppId { get; init; }

    public required string UserId { get; init; }

    /// <summary>E.164; null: one is made up.</summary>
    public string? Number { get; init; }
}
