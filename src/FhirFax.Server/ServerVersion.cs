using System.Reflection;

namespace FhirFax.Server;

/// <summary>The version of this build.</summary>
internal static class ServerVersion
{
    public static string Current { get; } = Read();

    private static string Read()
    {
        var text = typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        var build = text.IndexOf('+', StringComparison.Ordinal);
        return build < 0 ? text : text[..build];
    }
}
