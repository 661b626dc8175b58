namespace FhirFax.Server.Authentication;

/// <summary>The four rights of the Faxes dialect (fax-lifecycle-api.md 2.3), in configuration <c>FAX_READ</c> and so on.</summary>
[Flags]
internal enum FaxPermissions
{
    None = 0,
    Read = 1,
    Create = 2,
    Update = 4,
    Delete = 8,
    All = Read | Create | Update | Delete,
}
