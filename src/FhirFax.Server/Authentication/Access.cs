namespace FhirFax.Server.Authentication;

/// <summary>The permissions of a SMART v2 resource scope, in the order of its letters: <c>cruds</c>.</summary>
[Flags]
internal enum Access
{
    None = 0,
    Create = 1,
    Read = 2,
    Update = 4,
    Delete = 8,
    Search = 16,
    All = Create | Read | Update | Delete | Search,
}
