using FhirFax.Server.Configuration;
using FhirFax.Server.Startup;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace FhirFax.Server.Composition;

/// <summary>Where settings and log levels come from.</summary>
internal static class ConfigurationComposition
{
    private const string SettingsFile = "Server:SettingsFile";

    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>The framework's own lines name addresses with ids and queries in them, so they are off unless somebody asks.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.Diagnostics"] = "None",
        // Enabled at any level, it opens a scope and an activity for every request.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
    };

    /// <summary>Turns the framework's own watching of its files off: it would watch every folder below, the store's among them.</summary>
    public const string NoFrameworkReload = "--hostBuilder:reloadConfigOnChange=false";

    public static void AddFhirFaxConfiguration(this WebApplicationBuilder builder, IReadOnlyDictionary<string, string?>? overrides)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        if (overrides is not null)
        {
            builder.Configuration.AddInMemoryCollection(
                overrides.Select(o => KeyValuePair.Create(o.Key.Replace("__", ":", StringComparison.Ordinal), o.Value)));
        }

        builder.AddSettingsFile();
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        else if (builder.Configuration["urls"] is { } urls)
        {
            builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        builder.Logging.AddLines();
    }

    /// <summary>A log by the same settings for what is there before the server is composed, and after it has ended.</summary>
    public static ILoggerFactory CreateLog(this WebApplicationBuilder builder) =>
        LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddLines());

    private static void AddLines(this ILoggingBuilder logging)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        // Another formatter of the framework, such as json, can be chosen by Logging__Console__FormatterName.
        logging.AddConsole(static console => console.FormatterName ??= LogLineFormatter.FormatterName).AddConsoleFormatter<LogLineFormatter, ConsoleFormatterOptions>();
    }

    /// <summary>A JSON file of settings. As with the framework's own files, environment and command line win over it.</summary>
    private static void AddSettingsFile(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[SettingsFile] is not { Length: > 0 } name)
        {
            return;
        }

        var path = Path.GetFullPath(name);
        if (!File.Exists(path))
        {
            throw SettingReader.Bad(SettingsFile, $"names a file that does not exist: {path}.");
        }

        var sources = builder.Configuration.Sources;
        var last = sources.OfType<JsonConfigurationSource>().LastOrDefault();
        var source = new JsonConfigurationSource { Path = path };
        source.ResolveFileProvider();
        sources.Insert(last is null ? 1 : sources.IndexOf(last) + 1, source);
    }
}
