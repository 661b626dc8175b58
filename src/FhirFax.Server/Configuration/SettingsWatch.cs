namespace FhirFax.Server.Configuration;

/// <summary>
/// Tells when a settings file may have changed: soon where the file system tells of it, and every few seconds anyway, for mounts that do not. Only the files' own folders are
/// watched: below one of them may lie the store, whose writes are none of its concern.
/// </summary>
internal sealed class SettingsWatch : IDisposable
{
    /// <summary>An editor writes a file in several steps; all of them are one change.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    private readonly List<FileSystemWatcher> _folders = [];
    private readonly ITimer _timer;

    /// <param name="look">Called on any thread; whether anything has changed is for it to find out.</param>
    public SettingsWatch(IEnumerable<string> paths, Action look, TimeProvider time)
    {
        _timer = time.CreateTimer(_ => look(), null, LookAnyway, LookAnyway);
        foreach (var folder in paths.GroupBy(p => Path.GetDirectoryName(p)!, StringComparer.Ordinal))
        {
            TryWatch(folder.Key, folder);
        }
    }

    public void Dispose()
    {
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }

        _timer.Dispose();
    }

    private void TryWatch(string folder, IEnumerable<string> paths)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = false };
            _folders.Add(watcher);
            foreach (var path in paths)
            {
                watcher.Filters.Add(Path.GetFileName(path));
            }

            watcher.Changed += (_, _) => Touched();
            watcher.Created += (_, _) => Touched();
            watcher.Deleted += (_, _) => Touched();
            watcher.Renamed += (_, _) => Touched();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No such folder, or the system's watches are used up.
        }
    }

    private void Touched() => _timer.Change(Settling, LookAnyway);
}
