using FhirFax.Fhir.Json;
using FhirFax.Server.Authentication;

namespace FhirFax.Server.Configuration;

/// <summary>One <c>Projects__n__Clients__m</c>.</summary>
/// <param name="Key">Where it stands in the configuration.</param>
/// <param name="Secret">Never logged.</param>
/// <param name="Profile"><c>Practitioner/id</c>; null: one is derived from the client id.</param>
/// <param name="Permissions">What the client may do in the Faxes dialect: what is listed, else what the scopes are worth there.</param>
internal sealed record ClientOptions(
    string Key, string Id, string Secret, string? Profile, ScopeSet Scopes, FaxPermissions Permissions, TimeSpan TokenLifetime)
{
    /// <summary>A secret that a person chose must not be guessable in the time that a throttled guesser has.</summary>
    private const int ShortestSecret = 16;

    private const int LongestSecret = 1_000;

    private static readonly (string Name, FaxPermissions Permission)[] Permitted =
    [
        ("FAX_READ", FaxPermissions.Read),
        ("FAX_CREATE", FaxPermissions.Create),
        ("FAX_UPDATE", FaxPermissions.Update),
        ("FAX_DELETE", FaxPermissions.Delete),
    ];

    /// <summary>Whether the client is shut out, wherever else it is listed, without being forgotten.</summary>
    public bool IsDisabled { get; init; }

    public static TimeSpan DefaultTokenLifetime { get; } = TimeSpan.FromHours(1);

    public static TimeSpan LongestTokenLifetime { get; } = TimeSpan.FromDays(1);

    public override string ToString() => $"Client {Id}";

    internal static ClientOptions Read(SettingReader reader, string key)
    {
        var id = reader.Text($"{key}:Id") ?? throw SettingReader.Bad($"{key}:Id", "is missing.");
        if (id.Contains(':', StringComparison.Ordinal) || id.Length > 200)
        {
            throw SettingReader.Bad($"{key}:Id", "must have at most 200 characters and no colon.");
        }

        var scopes = ReadScopes(reader, $"{key}:Scopes");
        return new ClientOptions(
            key,
            id,
            ReadSecret(reader, $"{key}:Secret"),
            ReadProfile(reader, $"{key}:Profile"),
            scopes,
            ReadPermissions(reader, $"{key}:Permissions") ?? scopes.ToFaxPermissions(),
            reader.Duration($"{key}:TokenLifetime", DefaultTokenLifetime, TimeSpan.FromMinutes(1), LongestTokenLifetime))
        {
            IsDisabled = reader.Flag($"{key}:Disabled", false),
        };
    }

    private static string ReadSecret(SettingReader reader, string key)
    {
        var secret = reader.Text(key) ?? throw SettingReader.Bad(key, "is missing.");
        return secret.Length is >= ShortestSecret and <= LongestSecret
            ? secret
            : throw SettingReader.Bad(key, $"must have {ShortestSecret} to {LongestSecret} characters.");
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

    /// <summary>Null when none is listed.</summary>
    private static FaxPermissions? ReadPermissions(SettingReader reader, string key)
    {
        var permissions = FaxPermissions.None;
        foreach (var name in reader.Texts(key))
        {
            var (_, permission) = Array.Find(Permitted, p => p.Name == name);
            permissions |= permission != FaxPermissions.None
                ? permission
                : throw SettingReader.Bad(key, $"holds '{name}'; the permissions are {string.Join(", ", Permitted.Select(p => p.Name))}.");
        }

        return permissions == FaxPermissions.None ? null : permissions;
    }
}
