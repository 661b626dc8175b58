namespace FhirFax.Fax.Documents.Word;

/// <summary>Where one conversion happens; only this account can look in, and nothing is left of it.</summary>
internal sealed class OfficeFolder : IDisposable
{
    private const string Name = "document";

    /// <summary>What LibreOffice is told before its first start: no macros, no links followed, none updated, none asked about.</summary>
    private const string Settings = """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry">
        <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
        <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
        <item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
        <item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
        </oor:items>
        """;

    private readonly string _path;

    private OfficeFolder(string path) => _path = path;

    public string Document => Path.Combine(_path, $"{Name}.docx");

    public string Output => Path.Combine(_path, "out");

    public string Pdf => Path.Combine(Output, $"{Name}.pdf");

    public string Profile => Path.Combine(_path, "profile");

    public string Temporary => Path.Combine(_path, "tmp");

    public static OfficeFolder Create(string root)
    {
        var folder = new OfficeFolder(Path.Combine(root, Guid.NewGuid().ToString("N")));
        Make(folder._path);
        Make(folder.Output);
        Make(folder.Temporary);
        Make(Path.Combine(folder.Profile, "user"));
        File.WriteAllText(Path.Combine(folder.Profile, "user", "registrymodifications.xcu"), Settings);
        return folder;
    }

    /// <summary>Removes what a process that was killed left behind.</summary>
    public static void Clear(string root)
    {
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start clears it; the conversion's own result counts now.
        }
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
