namespace FhirFax.EFax.Sandbox;

/// <summary>The credentials that the sandbox knows from the start. A carrier configuration that holds exactly these is a sandbox configuration.</summary>
public static class SandboxDefaults
{
    public const string AppId = "00000000-0000-4000-8000-0000000000a1";

    public const string ApiKey = "sandbox-api-key";

    public const string UserId = "00000000-0000-4000-8000-0000000000c1";

    /// <summary>The fax number of <see cref="UserId"/>'s mailbox, E.164.</summary>
    public const string Number = "+12025550100";
}
