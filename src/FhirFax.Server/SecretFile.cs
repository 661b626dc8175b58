namespace FhirFax.Server;

/// <summary>Small files that only the server's own account may read.</summary>
internal static class SecretFile
{
    /// <summary>The content; null when there is no such file.</summary>
    public static byte[]? Read(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>Writes all or nothing: a crash leaves either no file or a whole one, never readable by others at any moment.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The content, made and written when it is not there yet.</summary>
    public static byte[] ReadOrCreate(string path, Func<byte[]> create)
    {
        if (Read(path) is { } content)
        {
            return content;
        }

        content = create();
        Write(path, content);
        return content;
    }
}
