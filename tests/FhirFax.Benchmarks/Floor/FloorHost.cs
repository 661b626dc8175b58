using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FhirFax.Benchmarks.Floor;

/// <summary>The least that any server must do for the same answers: Kestrel alone, and Kestrel before a group-commit SQLite insert of as many rows.</summary>
internal static class FloorHost
{
    private const string ContentType = "application/fhir+json; charset=utf-8";

    public static async Task<int> RunAsync(string url, string folder)
    {
        Directory.CreateDirectory(folder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var rows = new GroupCommit(Path.Combine(folder, "floor.db"));
        var payloads = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        app.Run(context => HandleAsync(context, payloads, rows, folder));
        await app.RunAsync();
        return 0;
    }

    /// <summary><c>GET</c> and <c>PUT /payload/{name}</c>; <c>POST /rows/{index rows}</c> answers what it took; <c>POST /file</c> keeps a durable file.</summary>
    private static async Task HandleAsync(HttpContext context, ConcurrentDictionary<string, byte[]> payloads, GroupCommit rows, string folder)
    {
        var path = context.Request.Path.Value!;
        switch (context.Request.Method)
        {
            case "GET" when payloads.TryGetValue(path, out var payload):
                await AnswerAsync(context.Response, 200, payload);
                break;
            case "PUT":
                payloads[path] = await ReadAsync(context.Request);
                context.Response.StatusCode = 204;
                break;
            case "POST" when path.StartsWith("/rows/", StringComparison.Ordinal):
                var body = await ReadAsync(context.Request);
                await rows.InsertAsync(body, int.Parse(path.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture));
                await AnswerAsync(context.Response, 201, body);
                break;
            case "POST":
                await KeepAsync(context.Request, folder);
                context.Response.StatusCode = 201;
                context.Response.ContentLength = 0;
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private static Task AnswerAsync(HttpResponse response, int status, byte[] bytes)
    {
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes).AsTask();
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var bytes = new byte[request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task KeepAsync(HttpRequest request, string folder)
    {
        var temporary = Path.Combine(folder, Path.GetRandomFileName());
        await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
        {
            await request.Body.CopyToAsync(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, temporary + ".kept");
    }
}
