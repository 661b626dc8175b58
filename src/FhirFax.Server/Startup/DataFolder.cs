using FhirFax.Server.Configuration;
using FhirFax.Store.Faxes;
using FhirFax.Store.Sqlite;

namespace FhirFax.Server.Startup;

/// <summary>The folder of <c>Storage__Path</c>: made for the server's account alone, and used by one process at a time.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static async Task<SqliteStore> OpenAsync(StorageOptions storage, IFaxProjection faxes, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(storage.Path);
            }
            else
            {
                Directory.CreateDirectory(storage.Path, OwnerOnly);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SettingReader.Bad("Storage:Path", $"names a folder that cannot be made or used: {storage.Path}.");
        }

        try
        {
            return await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = storage.Path, Faxes = faxes }, time, log, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            // Data of a newer version: something to be told, not a defect.
            throw new SettingException($"The data in {storage.Path} cannot be used: {exception.Message}");
        }
    }
}
