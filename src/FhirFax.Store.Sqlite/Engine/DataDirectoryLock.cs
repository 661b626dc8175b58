namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// Makes sure that one process at a time uses a data directory. The lock is the operating system's, on an open file: a killed process loses it at once, and nothing has to be
/// cleaned up.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private const string FileName = "fhirfax.lock";
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="StoreUnavailableException">Another process has it.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return new DataDirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new StoreUnavailableException($"The data directory '{directory}' is in use by another FhirFax process.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
