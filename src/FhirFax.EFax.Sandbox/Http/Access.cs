namespace FhirFax.EFax.Sandbox.Http;

/// <summary>What a caller must prove (efax-corporate-api.md 4.2).</summary>
internal enum Access
{
    /// <summary>Nothing, or what the endpoint itself checks.</summary>
    Open,

    /// <summary>A valid bearer token and a user id of its App.</summary>
    Mailbox,
}
