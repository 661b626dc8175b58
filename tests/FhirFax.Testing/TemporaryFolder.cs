namespace FhirFax.Testing;

/// <summary>A fresh directory that is deleted, with everything in it, when the test is done.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("fhirfax-test-").FullName;

    /// <summary>Absolute; exists.</summary>
    public string Path { get; }

    /// <summary>The path of something inside; makes nothing.</summary>
    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test removed it itself.
        }
    }
}
