using System.Runtime.InteropServices;
using System.Text;

namespace FhirFax.Store.Sqlite.Content;

/// <summary>
/// Makes names survive a power cut. Flushing a file keeps its bytes; only flushing its directory keeps its name (POSIX fsync). Windows offers no such call, and journals names by itself.
/// </summary>
internal static class DurableDirectory
{
    private const int ReadOnly = 0;

    /// <summary>Makes the directory and those above it up to <paramref name="root"/>, and flushes the name of each.</summary>
    public static void Ensure(string path, string root)
    {
        Directory.CreateDirectory(path);
        for (var made = path; made.Length > root.Length && Path.GetDirectoryName(made) is { } parent; made = parent)
        {
            Flush(parent);
        }
    }

    /// <exception cref="IOException">The system reports that it could not.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The directory '{path}' cannot be opened for flushing: error {Marshal.GetLastPInvokeError()}.");
        }

        try
        {
            if (Synchronize(descriptor) != 0)
            {
                throw new IOException($"The directory '{path}' cannot be flushed: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
