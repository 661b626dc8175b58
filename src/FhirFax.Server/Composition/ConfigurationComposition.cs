using Microsoft.Extensions.Configuration.Memory;

namespace FhirFax.Server.Composition;

/// <summary>Where settings and log levels come from.</summary>
internal static class ConfigurationComposition
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>The framework's own lines name addresses with ids and queries in them, so they are off unless somebody asks.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore.Diagnostics"] = "None",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
    };

    public static void AddFhirFaxConfiguration(this WebApplicationBuilder builder, IReadOnlyDictionary<string, string?>? overrides)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        if (overrides is not null)
        {
            builder.Configuration.AddInMemoryCollection(
                overrides.Select(o => KeyValuePair.Create(o.Key.Replace("__", ":", StringComparison.Ordinal), o.Value)));
        }

        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        else if (builder.Configuration["urls"] is { } urls)
        {
            builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
    }
}
