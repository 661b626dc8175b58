using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Http;

/// <summary>What is refused before anybody looks at what it means.</summary>
public sealed class RequestLimitTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("fhir/R4/Patient?_pretty=", 15_000, 200)]
    [InlineData("fhir/R4/Patient?_pretty=", 17_000, 414)]
    [InlineData("fhir/R4/Patient?_pretty=", 60_000, 414)]
    [InlineData("nowhere/", 17_000, 414)]
    public async Task A_long_address_is_answered_with_an_outcome(string path, int length, int status)
    {
        using var api = server.Api();

        var reply = await api.GetAsync($"{server.Host.BaseUrl}{path}{new string('a', length)}");

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe(status == 200 ? "Bundle" : "OperationOutcome");
        if (status != 200)
        {
            reply.IssueCode.ShouldBe("too-long");
        }
    }

    [Theory]
    [InlineData(1, 30_000, 200)]
    [InlineData(1, 40_000, 431)]
    [InlineData(500, 100, 431)]
    public async Task Long_headers_are_answered_with_an_outcome(int count, int length, int status)
    {
        using var api = server.Api();
        (string, string)[] headers = [.. Enumerable.Range(0, count).Select(i => ($"X-Long-{i}", new string('a', length)))];

        var reply = await api.GetAsync("Patient?_count=0", headers);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe(status == 200 ? "Bundle" : "OperationOutcome");
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("nonsense")]
    public async Task An_unknown_content_coding_is_415_and_the_known_ones_are_named(string coding)
    {
        using var api = server.Api();

        var reply = await api.PostAsync("Patient", """{"resourceType":"Patient"}""", ("Content-Encoding", coding));

        reply.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        reply.IssueCode.ShouldBe("not-supported");
        reply.Header("Accept-Encoding").ShouldBe("gzip, deflate, br");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_document_whose_coding_was_cut_off_is_refused(string coding)
    {
        using var api = server.Api();
        using var packed = new MemoryStream();
        await using (Stream packing = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionMode.Compress, leaveOpen: true),
        })
        {
            await packing.WriteAsync(System.Security.Cryptography.RandomNumberGenerator.GetBytes(50_000));
        }

        var whole = packed.ToArray();

        (await PostAsync(whole)).ShouldBe(HttpStatusCode.Created);
        (await PostAsync(whole[..20_000])).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(whole[..^9])).ShouldBe(HttpStatusCode.BadRequest);

        async Task<HttpStatusCode> PostAsync(byte[] body)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/pdf");
            content.Headers.ContentEncoding.Add(coding);
            using var response = await api.Http.PostAsync(new Uri($"{server.FhirUrl}/Binary"), content);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Identity_is_no_coding()
    {
        using var api = server.Api();

        (await api.PostAsync("Patient", """{"resourceType":"Patient"}""", ("Content-Encoding", "identity"))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("GET /fhir/R4/Patient?name=%00 HTTP/1.1")]
    [InlineData("GET /fhir/R4/Patient/%2e%2e%2f1 HTTP/1.1")]
    [InlineData("GET /fhir/R4/Patient/%zz HTTP/1.1")]
    [InlineData("GET /fhir/R4/Patient/%ff%fe HTTP/1.1")]
    [InlineData("FLY /fhir/R4/Patient/1 HTTP/1.1")]
    [InlineData("GET /fhir/R4/Pati\u00e9nt HTTP/1.1")]
    public async Task Odd_request_lines_are_answered_with_a_client_error(string line)
    {
        var (status, body) = await SendRawAsync(line);

        status.ShouldBeInRange(400, 499, line);
        if (body.Length > 0)
        {
            body.ShouldContain("OperationOutcome", customMessage: line);
        }
    }

    [Theory]
    [InlineData("POST", "healthz", "GET")]
    [InlineData("DELETE", "readyz", "GET")]
    [InlineData("PUT", "storage/1/1", "GET, HEAD")]
    [InlineData("GET", "oauth2/token", "POST")]
    [InlineData("POST", "fhir/R4/metadata", "GET, HEAD")]
    [InlineData("PATCH", "fhir/R4/Patient/1/_history", "GET, HEAD")]
    [InlineData("PUT", "fhir/R4", "POST, GET, HEAD")]
    [InlineData("DELETE", "fhir/R4/Communication/$send-efax", "POST")]
    public async Task A_wrong_method_is_405_and_the_right_ones_are_named(string method, string path, string allowed)
    {
        using var api = server.Api();

        var reply = await api.SendAsync(new HttpMethod(method), $"{server.Host.BaseUrl}{path}", null, null);

        reply.Status.ShouldBe(HttpStatusCode.MethodNotAllowed, reply.Text);
        reply.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        reply.Header("Allow").ShouldBe(allowed);
    }

    private async Task<(int Status, string Body)> SendRawAsync(string line)
    {
        var url = server.Host.BaseUrl;
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"app:{TestServer.Secret}"));
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{line}\r\nHost: {url.Authority}\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        return (int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }
}
