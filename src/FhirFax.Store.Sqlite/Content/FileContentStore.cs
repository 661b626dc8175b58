using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using FhirFax.Store.Content;
using Microsoft.Extensions.Logging;

namespace FhirFax.Store.Sqlite.Content;

/// <summary>Documents as files. A file's modification time says when it was last uploaded, by <see cref="TimeProvider"/>: what a sweep goes by.</summary>
internal sealed partial class FileContentStore(string root, ContentNames names, TimeProvider timeProvider, ILogger logger) : IContentStore
{
    private const int BufferSize = 128 * 1024;
    private const int Stripes = 64;
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);
    private readonly ContentPaths _paths = new(root);
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _uploading = new(StringComparer.Ordinal);

    // Between "is it old" and "delete" of a sweep no upload of the same bytes may put its file in place. Nobody else takes these, and no bytes move under them.
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];

    public async Task<ContentReceipt> WriteAsync(ProjectKey project, Stream source, long limit, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_paths.Temporary, Guid.NewGuid().ToString("N"));
        _uploading[temporary] = true;
        try
        {
            await using var file = Guard(() => Create(temporary));
            var receipt = await UploadAsync(source, file, limit, cancellationToken);
            Guard(() => Keep(project, receipt.Hash, file));
            return receipt;
        }
        finally
        {
            RemoveTemporary(temporary);
            _uploading.TryRemove(temporary, out _);
        }
    }

    public async ValueTask<ContentRead> OpenAsync(ProjectKey project, ContentHash hash, CancellationToken cancellationToken)
    {
        if (hash == default)
        {
            return new ContentRead.NotFound();
        }

        var name = await names.FindAsync(project, hash, cancellationToken);
        FileStream? stream = null;
        try
        {
            stream = new FileStream(_paths.File(project, hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous);
            if (name is { } expected && expected.Size != stream.Length)
            {
                var length = stream.Length;
                await stream.DisposeAsync();
                return new ContentRead.Unavailable($"The content has {length} bytes instead of {expected.Size}.");
            }

            return new ContentRead.Available(stream, stream.Length);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return name is null ? new ContentRead.NotFound() : new ContentRead.Unavailable("The content is missing.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, exception);
            stream?.Dispose();
            return new ContentRead.Unavailable("The content cannot be read now.");
        }
    }

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(root))
        {
            return 0;
        }

        var limit = timeProvider.GetUtcNow().UtcDateTime - Grace;
        var projects = new Dictionary<string, ProjectKey>(StringComparer.Ordinal);
        foreach (var project in await names.ProjectsAsync(cancellationToken))
        {
            projects[Path.Combine(root, ContentPaths.Encode(project.Tenant), ContentPaths.Encode(project.Instance))] = project;
        }

        var removed = SweepTemporary(limit);
        foreach (var folder in Directory.EnumerateDirectories(root).Where(tenant => tenant != _paths.Temporary).SelectMany(Directory.EnumerateDirectories))
        {
            ProjectKey? project = projects.TryGetValue(folder, out var known) ? known : null;
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                cancellationToken.ThrowIfCancellationRequested();
                removed += await SweepFileAsync(project, file, limit, cancellationToken) ? 1 : 0;
            }
        }

        return removed;
    }

    /// <summary>Gone already when all went well. What cannot be removed now is left to a sweep, and does not hide why the upload failed.</summary>
    private void RemoveTemporary(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(logger, exception);
        }
    }

    private static async Task<ContentReceipt> UploadAsync(Stream source, FileStream file, long limit, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long size = 0;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                size += read;
                if (size > limit)
                {
                    throw new ContentTooLargeException(limit);
                }

                digest.AppendData(buffer, 0, read);
                await GuardAsync(file.WriteAsync(buffer.AsMemory(0, read), cancellationToken));
            }

            return new ContentReceipt(ContentHash.FromDigest(digest.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The new file replaces an equal one that is there already, so that its age begins anew; who reads the old one keeps it.</summary>
    private bool Keep(ProjectKey project, ContentHash hash, FileStream file)
    {
        File.SetLastWriteTimeUtc(file.SafeFileHandle, timeProvider.GetUtcNow().UtcDateTime);
        file.Flush(flushToDisk: true);
        file.Dispose();
        var path = _paths.File(project, hash);
        var folder = Path.GetDirectoryName(path)!;
        var above = Path.GetDirectoryName(folder)!;
        if (!_durable.ContainsKey(above))
        {
            DurableDirectory.Ensure(above, root);
            DurableDirectory.Flush(Path.GetDirectoryName(root)!);
            _durable[above] = true;
        }

        Directory.CreateDirectory(folder);
        lock (Stripe(hash))
        {
            File.Move(file.Name, path, overwrite: true);
        }

        DurableDirectory.Flush(folder);
        DurableDirectory.Flush(above);
        return true;
    }

    private FileStream Create(string temporary)
    {
        Directory.CreateDirectory(_paths.Temporary);
        return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
    }

    /// <summary>Tells a failing disk from a failing source, which throws the same kind of exception.</summary>
    private static T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException("The document cannot be stored now.", exception);
        }
    }

    private static async ValueTask GuardAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (IOException exception)
        {
            throw new StoreUnavailableException("The document cannot be stored now.", exception);
        }
    }

    private int SweepTemporary(DateTime limit)
    {
        var removed = 0;
        if (!Directory.Exists(_paths.Temporary))
        {
            return removed;
        }

        foreach (var file in Directory.EnumerateFiles(_paths.Temporary))
        {
            if (!_uploading.ContainsKey(file) && File.GetLastWriteTimeUtc(file) <= limit)
            {
                File.Delete(file);
                removed++;
            }
        }

        return removed;
    }

    private async ValueTask<bool> SweepFileAsync(ProjectKey? project, string file, DateTime limit, CancellationToken cancellationToken)
    {
        // A file that nobody here wrote is nobody's to remove.
        if (!ContentHash.TryParse(Path.GetFileName(file), out var hash) || File.GetLastWriteTimeUtc(file) > limit)
        {
            return false;
        }

        if (project is { } owner && await names.FindAsync(owner, hash, cancellationToken) is not null)
        {
            return false;
        }

        lock (Stripe(hash))
        {
            if (File.GetLastWriteTimeUtc(file) > limit)
            {
                return false;
            }

            File.Delete(file);
            return true;
        }
    }

    private Lock Stripe(ContentHash hash) => _stripes[(uint)hash.GetHashCode() % Stripes];

    [LoggerMessage(Level = LogLevel.Warning, Message = "A temporary file cannot be removed now")]
    private static partial void LogNotRemoved(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A document cannot be read")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);
}
