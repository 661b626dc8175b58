using FhirFax.Fax.Projects;

namespace FhirFax.Server.Configuration;

/// <summary>Reads the three carrier secrets of a project.</summary>
internal static class SecretsReader
{
    public static CarrierSecrets? Read(SettingReader reader, string key)
    {
        var appId = reader.Raw($"{key}:eFaxAppId");
        var apiKey = reader.Raw($"{key}:eFaxApiKey");
        var userId = reader.Raw($"{key}:eFaxUserId");
        if (appId is null && apiKey is null && userId is null)
        {
            return SandboxSecrets.Value;
        }

        if (string.IsNullOrEmpty(appId) && string.IsNullOrEmpty(apiKey))
        {
            return string.IsNullOrEmpty(userId)
                ? null
                : throw SettingReader.Bad($"{key}:eFaxAppId", $"is missing although {SettingReader.Name(key)}__eFaxUserId is set.");
        }

        if (appId is null or "")
        {
            throw SettingReader.Bad($"{key}:eFaxAppId", "is missing although the API key is set.");
        }

        if (apiKey is null or "")
        {
            throw SettingReader.Bad($"{key}:eFaxApiKey", "is missing although the App ID is set.");
        }

        if (appId.Contains(':', StringComparison.Ordinal))
        {
            throw SettingReader.Bad($"{key}:eFaxAppId", "must not contain a colon.");
        }

        RequirePrintable($"{key}:eFaxAppId", appId);
        RequirePrintable($"{key}:eFaxApiKey", apiKey);
        RequirePrintable($"{key}:eFaxUserId", userId ?? "");
        return new CarrierSecrets(appId, apiKey, string.IsNullOrEmpty(userId) ? null : userId);
    }

    /// <summary>They travel in headers, which would drop or bend anything else: then two projects' user ids could be one mailbox at the carrier.</summary>
    public static void RequirePrintable(string key, string value)
    {
        if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw SettingReader.Bad(key, "must be printable ASCII without spaces.");
        }
    }
}
