using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace FhirFax.Benchmarks.Load;

/// <summary>How fast faxes that wait at the carrier (the sandbox, in the same process) come in.</summary>
internal static class Receiving
{
    private const int Faxes = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <returns>A line for the report.</returns>
    public static async Task<string> MeasureAsync(ServerUnderLoad server)
    {
        var document = ServerUnderLoad.Document();
        var before = await InboundAsync(server);
        await DropAsync(server.Sandbox, document);
        var started = Stopwatch.GetTimestamp();
        using var connection = await RawConnection.OpenAsync(server.Url);
        while (await InboundAsync(server) < before + Faxes)
        {
            await ServerUnderLoad.ExpectAsync(connection, server.Requests.Send("POST", "/fhir/R4/$receive-efax", "{}"));
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException("The faxes did not come in.");
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"Inbound: {Faxes} faxes of {document.Length >> 10} KiB in {elapsed:N1} s, {Faxes / elapsed:N0} a second");
    }

    private static async Task DropAsync(Uri sandbox, byte[] document)
    {
        using var carrier = new HttpClient { BaseAddress = sandbox };
        for (var i = 0; i < Faxes; i++)
        {
            using var body = new ByteArrayContent(document);
            body.Headers.ContentType = new("application/pdf");
            using var answer = await carrier.PostAsync(new Uri("/_sandbox/inbound?from=%2B12025550177", UriKind.Relative), body);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<int> InboundAsync(ServerUnderLoad server)
    {
        using var connection = await RawConnection.OpenAsync(server.Url);
        var answer = await ServerUnderLoad.ExpectAsync(
            connection, server.Requests.Get("/fhir/R4/Communication?category=inbound&identifier=https%3A%2F%2Fefax.com%7C&_summary=count"), keepBody: true);
        return JsonNode.Parse(answer.Body)!["total"]!.GetValue<int>();
    }
}
