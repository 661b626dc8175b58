using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Authentication;

/// <summary>The client that the first start makes when no Project lists one; kept in a file that only the server's account may read.</summary>
internal sealed record GeneratedClient(string Id, string Secret, string Path, bool IsNew)
{
    private const string FileName = "client.json";

    /// <summary>Reads the client of an earlier start, or makes one.</summary>
    /// <exception cref="SettingException">The file is there but unreadable.</exception>
    public static GeneratedClient LoadOrCreate(StorageOptions storage)
    {
        var path = System.IO.Path.Combine(storage.Path, FileName);
        if (SecretFile.Read(path) is { } utf8)
        {
            return Parse(utf8, path);
        }

        var client = new GeneratedClient(
            Guid.NewGuid().ToString("D"), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), path, true);
        SecretFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["id"] = client.Id, ["secret"] = client.Secret }));
        return client;
    }

    public override string ToString() => $"Client {Id}";

    private static GeneratedClient Parse(byte[] utf8, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            return new GeneratedClient(json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("secret").GetString()!, path, false);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SettingException($"The file {path} holds no client id and secret; remove it to have new ones made.");
        }
    }
}
