using FhirFax.Fhir.Json;
using FhirFax.Server.Authentication;

namespace FhirFax.Server.Configuration;

/// <summary>One <c>Projects__n__Clients__m</c>.</summary>
/// <param name="Secret">Never logged.</param>
/// <param name="Profile"><c>Practitioner/id</c>; null: one is derived from the client id.</param>
/// <param name="Permissions">What the client may do in the Faxes dialect.</param>
internal sealed record ClientOptions(
    string Id, string Secret, string? Profile, ScopeSet Scopes, IReadOnlyList<string> Permissions, TimeSpan TokenLifetime)
{
    /// <summary>Every permission there is; what a client has that lists none.</summary>
    public static IReadOnlyList<string> AllPermissions { get; } = ["FAX_READ", "FAX_CREATE", "FAX_UPDATE", "FAX_DELETE"];

    public static TimeSpan DefaultTokenLifetime { get; } = TimeSpan.FromHours(1);

    public override string ToString() => $"Client {Id}";

    internal static ClientOptions Read(SettingReader reader, string key)
    {
        var id = reader.Text($"{key}:Id") ?? throw SettingReader.Bad($"{key}:Id", "is missing.");
        if (id.Contains(':', StringComparison.Ordinal) || id.Length > 200)
        {
            throw SettingReader.Bad($"{key}:Id", "must have at most 200 characters and no colon.");
        }

        var secret = reader.Text($"{key}:Secret") ?? throw SettingReader.Bad($"{key}:Secret", "is missing.");
        return new ClientOptions(
            id,
            secret,
            ReadProfile(reader, $"{key}:Profile"),
            ReadScopes(reader, $"{key}:Scopes"),
            ReadPermissions(reader, $"{key}:Permissions"),
            reader.Duration($"{key}:TokenLifetime", DefaultTokenLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)));
    }

    private static string? ReadProfile(SettingReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
        {
            return null;
        }

        return text.StartsWith("Practitioner/", StringComparison.Ordinal) && ResourceId.IsValid(text.AsSpan("Practitioner/".Length))
            ? text
            : throw SettingReader.Bad(key, "must be a reference such as Practitioner/reception.");
    }

    private static ScopeSet ReadScopes(SettingReader reader, string key)
    {
        var scopes = reader.Texts(key);
        if (scopes.Count == 0)
        {
            return ScopeSet.All;
        }

        return ScopeSet.TryParse(scopes, out var set, out var unknown)
            ? set
            : throw SettingReader.Bad(key, $"holds '{unknown}', which is no scope; use system/*.*, system/Communication.rs or system/$send-efax.");
    }

    private static IReadOnlyList<string> ReadPermissions(SettingReader reader, string key)
    {
        var permissions = reader.Texts(key);
        foreach (var permission in permissions)
        {
            if (!AllPermissions.Contains(permission))
            {
                throw SettingReader.Bad(key, $"holds '{permission}'; the permissions are {string.Join(", ", AllPermissions)}.");
            }
        }

        return permissions.Count == 0 ? AllPermissions : permissions;
    }
}
