using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>The headers of R4 http.html, as one table: what is sent, what comes back.</summary>
public sealed class HeaderTests(TestServer server) : IClassFixture<TestServer>
{
    private const string V1 = "{base}/Patient/{id}/_history/1";
    private const string V2 = "{base}/Patient/{id}/_history/2";

    /// <summary>
    /// Each row starts with a new Patient in version 1. <c>{id}</c>, <c>{key}</c> (its identifier), <c>{modified}</c> (its Last-Modified) and <c>{base}</c> stand for theirs;
    /// <c>*</c> is any id. Expected headers: null is "not sent"; a dash is "not looked at". Body: the resource type, or empty.
    /// </summary>
    public static TheoryData<string, string, string, string, int, string, string?, string?, string?, bool> Table { get; } = new()
    {
        // method, path, body, request headers → status, body, ETag, Location, Content-Location, Last-Modified
        { "GET", "Patient/{id}", "", "", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-None-Match: W/\"1\"", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-None-Match: \"1\"", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-None-Match: W/\"7\", W/\"1\"", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-None-Match: *", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-None-Match: W/\"2\"", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-None-Match: W/\"2\"\nIf-Modified-Since: {modified}", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Modified-Since: {modified}", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Modified-Since: lately", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Modified-Since: 2999-01-01T00:00:00Z", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Modified-Since: 2999", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Unmodified-Since: {modified}", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 412, "OperationOutcome", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Unmodified-Since: 2001-01-01", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Match: W/\"1\"", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Match: W/\"2\"", 412, "OperationOutcome", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "If-Match: W/\"1\"\nIf-None-Match: W/\"1\"", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}", "", "Prefer: return=minimal", 200, "Patient", "W/\"1\"", null, null, true },
        { "HEAD", "Patient/{id}", "", "", 200, "", "W/\"1\"", null, null, true },
        { "HEAD", "Patient/{id}", "", "If-None-Match: W/\"1\"", 304, "", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}/_history/1", "", "", 200, "Patient", "W/\"1\"", null, null, true },
        { "GET", "Patient/{id}/_history/1", "", "If-None-Match: W/\"1\"", 304, "", "W/\"1\"", null, null, true },

        { "GET", "Patient/{id}/_history/1", "", "If-None-Match: W/\"2\"", 200, "Patient", "W/\"1\"", null, null, true },
        { "HEAD", "Patient/{id}/_history/1", "", "If-None-Match: W/\"1\"", 304, "", "W/\"1\"", null, null, true },

        { "POST", "Patient", "new", "", 201, "Patient", "W/\"1\"", "{base}/Patient/*/_history/1", null, true },
        { "POST", "Patient", "new", "Prefer: return=minimal", 201, "", "W/\"1\"", "{base}/Patient/*/_history/1", null, true },
        { "POST", "Patient", "new", "Prefer: return=representation", 201, "Patient", "W/\"1\"", "{base}/Patient/*/_history/1", null, true },
        { "POST", "Patient", "new", "Prefer: return=OperationOutcome", 201, "OperationOutcome", "W/\"1\"", "{base}/Patient/*/_history/1", null, true },
        { "POST", "Patient", "new", "If-None-Exist: identifier={key}", 200, "Patient", "W/\"1\"", V1, V1, true },
        { "POST", "Patient", "new", "If-None-Exist: identifier={key}\nPrefer: return=minimal", 200, "", "W/\"1\"", V1, V1, true },
        { "POST", "Patient", "new", "If-None-Exist: identifier=urn:nobody|1", 201, "Patient", "W/\"1\"", "{base}/Patient/*/_history/1", null, true },

        { "PUT", "Patient/{id}", "changed", "", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "Prefer: return=minimal", 200, "", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "Prefer: return=OperationOutcome", 200, "OperationOutcome", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Match: W/\"1\"", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Match: \"1\"", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Match: W/\"2\"", 412, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient/{id}", "changed", "If-Match: *", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Match: W/\"7\", W/\"1\"", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/up-{id}", "upsert", "If-Match: *", 412, "OperationOutcome", null, null, null, false },
        { "DELETE", "Patient/{id}", "", "If-Match: *", 200, "OperationOutcome", "W/\"2\"", null, null, true },
        { "PUT", "Patient/{id}", "changed", "If-Match: now", 400, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient/{id}", "changed", "If-None-Match: *", 412, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient/{id}", "changed", "If-None-Match: W/\"1\"", 412, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient/{id}", "changed", "If-None-Match: W/\"7\"", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Unmodified-Since: {modified}", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 412, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient/{id}", "changed", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT\nIf-Match: W/\"1\"", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/{id}", "changed", "If-Unmodified-Since: lately", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient/up-{id}", "upsert", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 201, "Patient", "W/\"1\"", "{base}/Patient/up-{id}/_history/1", null, true },
        { "PATCH", "Patient/{id}", "patch", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 412, "OperationOutcome", null, null, null, false },
        { "DELETE", "Patient/{id}", "", "If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT", 412, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient?identifier={key}", "changed", "", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PUT", "Patient?identifier={key}", "changed", "If-Match: W/\"2\"", 412, "OperationOutcome", null, null, null, false },
        { "PUT", "Patient/up-{id}", "upsert", "", 201, "Patient", "W/\"1\"", "{base}/Patient/up-{id}/_history/1", null, true },
        { "PUT", "Patient/up-{id}", "upsert", "If-None-Match: *", 201, "Patient", "W/\"1\"", "{base}/Patient/up-{id}/_history/1", null, true },
        { "PUT", "Patient/up-{id}", "upsert", "If-Match: W/\"1\"", 412, "OperationOutcome", null, null, null, false },

        { "PATCH", "Patient/{id}", "patch", "", 200, "Patient", "W/\"2\"", null, V2, true },
        { "PATCH", "Patient/{id}", "patch", "If-Match: W/\"1\"\nPrefer: return=minimal", 200, "", "W/\"2\"", null, V2, true },
        { "PATCH", "Patient/{id}", "patch", "If-Match: W/\"2\"", 412, "OperationOutcome", null, null, null, false },
        { "PATCH", "Patient?identifier={key}", "patch", "Prefer: return=OperationOutcome", 200, "OperationOutcome", "W/\"2\"", null, V2, true },

        { "DELETE", "Patient/{id}", "", "", 200, "OperationOutcome", "W/\"2\"", null, null, true },
        { "DELETE", "Patient/{id}", "", "Prefer: return=minimal", 204, "", "W/\"2\"", null, null, true },
        { "DELETE", "Patient/{id}", "", "If-Match: W/\"1\"", 200, "OperationOutcome", "W/\"2\"", null, null, true },
        { "DELETE", "Patient/{id}", "", "If-Match: W/\"2\"", 412, "OperationOutcome", null, null, null, false },
        { "DELETE", "Patient?identifier={key}", "", "", 200, "OperationOutcome", "W/\"2\"", null, null, true },
        { "DELETE", "Patient/nobody", "", "", 200, "OperationOutcome", null, null, null, false },

        { "GET", "Patient/nobody", "", "", 404, "OperationOutcome", null, null, null, false },
        { "GET", "Patient?identifier={key}", "", "", 200, "Bundle", null, null, null, false },
        { "GET", "Patient/{id}/_history", "", "", 200, "Bundle", null, null, null, false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Every_header_is_as_R4_has_it(
        string method, string path, string body, string headers, int status, string type, string? etag, string? location, string? contentLocation, bool hasLastModified)
    {
        using var api = server.Api();
        var key = Guid.NewGuid().ToString();
        var created = await api.PostAsync("Patient", Content("new", "", key));
        string Fill(string text) => text.Replace("{id}", created.Id).Replace("{key}", $"urn:test|{key}").Replace("{modified}", created.Header("Last-Modified")).Replace("{base}", server.FhirUrl);

        var content = body.Length == 0 ? null : Encoding.UTF8.GetBytes(Content(body, created.Id!, key));
        var contentType = body switch { "" => null, "patch" => "application/json-patch+json", _ => FhirApi.FhirJson };
        (string, string)[] sent = [.. headers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(h => (h[..h.IndexOf(':')], Fill(h[(h.IndexOf(':') + 2)..])))];
        var reply = await api.SendAsync(new HttpMethod(method), Fill(path), content, contentType, sent);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        (reply.Body.Length == 0 ? "" : reply.Json["resourceType"]!.GetValue<string>()).ShouldBe(type);
        reply.Header("ETag").ShouldBe(etag);
        Matches(reply.Header("Location"), location is null ? null : Fill(location)).ShouldBeTrue(reply.Header("Location"));
        Matches(reply.Header("Content-Location"), contentLocation is null ? null : Fill(contentLocation)).ShouldBeTrue(reply.Header("Content-Location"));
        (reply.Header("Last-Modified") is not null).ShouldBe(hasLastModified);
        if (hasLastModified)
        {
            DateTimeOffset.TryParseExact(reply.Header("Last-Modified"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _).ShouldBeTrue();
        }

        if (type.Length > 0)
        {
            reply.Header("Content-Type").ShouldBe("application/fhir+json; charset=utf-8");
        }

        reply.Header("Vary").ShouldBe("Accept, Authorization, Prefer, X-Medplum");
    }

    private static bool Matches(string? actual, string? pattern) =>
        pattern is null ? actual is null : actual is not null && Regex.IsMatch(actual, $"^{Regex.Escape(pattern).Replace("\\*", "[a-z0-9-]+")}$");

    private static string Content(string kind, string id, string key) => kind switch
    {
        "new" => $$"""{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"{{key}}"}]}""",
        "changed" => $$"""{"resourceType":"Patient","id":"{{id}}","identifier":[{"system":"urn:test","value":"{{key}}"}],"active":true}""",
        "upsert" => $$"""{"resourceType":"Patient","id":"up-{{id}}"}""",
        _ => """[{"op":"add","path":"/active","value":true}]""",
    };
}
