namespace FhirFax.Server.Configuration;

/// <summary>The <c>Storage__</c> settings.</summary>
/// <param name="Path">Absolute; SQLite file, documents, keys.</param>
internal sealed record StorageOptions(string Provider, string Path)
{
    /// <summary>Keys and generated credentials that only the server's account may read.</summary>
    public string KeysPath => System.IO.Path.Combine(Path, "keys");

    public string SandboxPath => System.IO.Path.Combine(Path, "sandbox");

    /// <summary>Holds Word documents while they are converted.</summary>
    public string OfficePath => System.IO.Path.Combine(Path, "office");

    internal static StorageOptions Read(SettingReader reader)
    {
        var provider = reader.Text("Storage:Provider") ?? "Sqlite";
        if (!provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
        {
            throw SettingReader.Bad("Storage:Provider", $"names a store that does not exist ('{provider}'); the only one is Sqlite.");
        }

        return new StorageOptions("Sqlite", System.IO.Path.GetFullPath(reader.Text("Storage:Path") ?? "./data"));
    }
}
