namespace FhirFax.EFax.Sandbox;

/// <summary>How a sandbox runs.</summary>
public sealed record SandboxOptions
{
    /// <summary>The folder of the sandbox's own state; created when absent.</summary>
    public required string StatePath { get; init; }

    /// <summary>Addresses to listen on, separated by <c>;</c>. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>As the real service: only known Apps (else 401) and user ids (else 403). Otherwise an App or user id seen for the first time is taken in.</summary>
    public bool Strict { get; init; }

    /// <summary>Length of a carrier's second in seconds of the sandbox's clock: by default a minute passes in a second.</summary>
    public double TimeFactor { get; init; } = 1.0 / 60;

    /// <summary>Whether a new token ends the App ID's earlier ones, as at the carrier.</summary>
    public bool ReplaceTokens { get; init; } = true;

    /// <summary>Apps besides <see cref="SandboxDefaults"/>.</summary>
    public IReadOnlyList<SandboxApp> Apps { get; init; } = [];

    /// <summary>Mailboxes besides <see cref="SandboxDefaults"/>.</summary>
    public IReadOnlyList<SandboxMailbox> Mailboxes { get; init; } = [];

    /// <summary>Life of a token (efax-corporate-api.md 4.1).</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(86399);

    /// <summary>The clock that the sandbox's own runs on.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
