using System.Net;
using FhirFax.Server.Authentication;
using FhirFax.Server.Configuration;
using FhirFax.Server.Faxes.OpenApi;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Server.Faxes.Tokens;
using FhirFax.Server.Fhir;
using FhirFax.Server.Fhir.Binary;
using FhirFax.Server.Health;
using FhirFax.Server.Http;
using FhirFax.Server.Notifications;
using FhirFax.Server.Throttling;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Composition;

/// <summary>The HTTP server and the way of a request through it.</summary>
internal static class HttpComposition
{
    private static readonly string[] CorsMethods = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"];

    private static readonly string[] ExposedHeaders =
        [HeaderNames.ETag, HeaderNames.Location, HeaderNames.ContentLocation, HeaderNames.LastModified, "RateLimit", "Idempotency-Replayed"];

    public static void AddHttp(this WebApplicationBuilder builder, Settings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            RequestLimits.Raise(kestrel.Limits, settings.Limits);
            kestrel.Limits.MaxConcurrentConnections = settings.Limits.Connections;
            // The dialects have their own, exact limits; this one keeps everything else out. Base64 makes a document a third larger.
            kestrel.Limits.MaxRequestBodySize = Math.Max(settings.Fhir.MaxResourceBytes, settings.Fhir.MaxBinaryBytes / 3 * 4) + 1_000_000;
        });
        builder.Services.AddRequestDecompression(options => options.DecompressionProviders[BrotliDecompression.Coding] = new BrotliDecompression());
        builder.Services.AddExceptionHandler<OutcomeExceptionHandler>();
        builder.Services.AddProblemDetails();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Network.Origins])
            .WithMethods(CorsMethods)
            .AllowAnyHeader()
            .AllowCredentials()
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        builder.Services.AddSingleton<ServerUrls>();
        builder.Services.AddSingleton<UnmatchedRoute>();
    }

    public static void UseFhirFax(this WebApplication app, Settings settings)
    {
        if (settings.Network.Proxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarding(settings.Network.Proxies));
        }

        app.UseMiddleware<RequestLog>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseMiddleware<TransportGuard>();
        app.UseMiddleware<RequestLimits>();
        app.UseMiddleware<RequestThrottle>();
        app.UseRouting();
        app.UseCors();
        app.UseRequestDecompression();

        app.Map(ServerUrls.FhirPath + "/{**path}", app.Services.GetRequiredService<FhirEndpoint>().HandleAsync);
        app.Services.GetRequiredService<FaxEndpoint>().Map(app);
        app.Services.GetRequiredService<OpenApiEndpoint>().Map(app);
        app.Services.GetRequiredService<AuthenticationEndpoints>().Map(app);
        app.Services.GetRequiredService<FaxTokenEndpoints>().Map(app);
        app.Services.GetRequiredService<StorageEndpoint>().Map(app);
        app.Services.GetRequiredService<NotificationEndpoint>().Map(app);
        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
        app.MapFallback("{**path}", app.Services.GetRequiredService<UnmatchedRoute>().HandleAsync);
    }

    private static ForwardedHeadersOptions Forwarding(IReadOnlyList<IPAddress> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(proxy);
        }

        return options;
    }
}
