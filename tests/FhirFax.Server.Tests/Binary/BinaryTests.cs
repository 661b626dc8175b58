using System.Net;
using System.Security.Cryptography;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Binary;

/// <summary>R4 binary.html: raw content.</summary>
public sealed class BinaryTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly byte[] Document = RandomNumberGenerator.GetBytes(150_001);

    [Fact]
    public async Task A_raw_upload_comes_back_as_it_was()
    {
        using var api = server.Api();

        var uploaded = await api.SendAsync(HttpMethod.Post, "Binary?_filename=my+fax+%C3%A9.pdf", Document, "application/pdf");

        uploaded.Status.ShouldBe(HttpStatusCode.Created, uploaded.Text);
        uploaded.Json["contentType"]!.GetValue<string>().ShouldBe("application/pdf");
        uploaded.Json["data"].ShouldBeNull();
        uploaded.Json["url"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Binary/{uploaded.Id}");
        uploaded.Header("Location").ShouldBe($"{server.FhirUrl}/Binary/{uploaded.Id}/_history/1");

        var read = await api.GetAsync($"Binary/{uploaded.Id}", ("Accept", "*/*"));
        read.Body.ShouldBe(Document);
        read.Header("Content-Type").ShouldBe("application/pdf");
        read.Header("Content-Length").ShouldBe("150001");
        read.Header("ETag").ShouldBe("W/\"1\"");
        read.Header("Content-Disposition").ShouldStartWith("inline");
        Uri.UnescapeDataString(read.Header("Content-Disposition")!).ShouldContain("my fax é.pdf");
        (await api.GetAsync(uploaded.Json["url"]!.GetValue<string>())).Body.ShouldBe(Document);
        (await api.GetAsync($"Binary/{uploaded.Id}/_history/1")).Body.ShouldBe(Document);
        (await api.GetAsync($"Binary/{uploaded.Id}", ("If-None-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.NotModified);
        var head = await api.SendAsync(HttpMethod.Head, $"Binary/{uploaded.Id}", null, null);
        head.Header("Content-Length").ShouldBe("150001");
        head.Body.ShouldBeEmpty();
        var range = await api.GetAsync($"Binary/{uploaded.Id}", ("Range", "bytes=10-19"));
        range.Status.ShouldBe(HttpStatusCode.PartialContent);
        range.Body.ShouldBe(Document[10..20]);
    }

    [Theory]
    [InlineData("bytes=0-3", null, 206, 0, 4)]
    [InlineData("bytes=-5", null, 206, 149_996, 5)]
    [InlineData("bytes=150000-", null, 206, 150_000, 1)]
    [InlineData("bytes=150001-", null, 416, 0, 0)]
    [InlineData("bytes=0-3", "W/\"1\"", 206, 0, 4)]
    [InlineData("bytes=0-3", "\"1\"", 206, 0, 4)]
    [InlineData("bytes=0-3", "W/\"2\"", 200, 0, 150_001)]
    [InlineData("bytes=0-3", "{modified}", 206, 0, 4)]
    [InlineData("bytes=0-3", "Mon, 01 Jan 2001 00:00:00 GMT", 200, 0, 150_001)]
    [InlineData("bytes=0-3", "nonsense", 200, 0, 150_001)]
    [InlineData("lines=0-3", null, 200, 0, 150_001)]
    public async Task A_range_is_given_when_nothing_has_changed(string range, string? condition, int status, int from, int length)
    {
        using var api = server.Api();
        var uploaded = await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf");
        var path = $"Binary/{uploaded.Id}";
        (string, string)[] headers = condition is null
            ? [("Range", range)]
            : [("Range", range), ("If-Range", condition.Replace("{modified}", uploaded.Header("Last-Modified")))];

        var reply = await api.GetAsync(path, headers);

        ((int)reply.Status).ShouldBe(status);
        if (status != 416)
        {
            reply.Body.ShouldBe(Document[from..(from + length)]);
            reply.Header("ETag").ShouldBe("W/\"1\"");
        }

        reply.Header("Content-Range").ShouldBe(status switch { 206 => $"bytes {from}-{from + length - 1}/150001", 416 => "bytes */150001", _ => null });
        var head = await api.SendAsync(HttpMethod.Head, path, null, null);
        head.Header("Accept-Ranges").ShouldBe("bytes");
    }

    /// <summary>One version, one weak tag: it says that both forms mean the same, never that they are the same bytes. Parts are given of the document only, so no cache can mix them.</summary>
    [Fact]
    public async Task Both_forms_bear_the_weak_tag_of_the_version_and_only_the_document_has_ranges()
    {
        using var api = server.Api();
        var id = (await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf")).Id;

        var document = await api.GetAsync($"Binary/{id}", ("Accept", "application/pdf"));
        var resource = await api.GetAsync($"Binary/{id}", ("Accept", "application/fhir+json"));
        foreach (var reply in (Reply[])[document, resource])
        {
            reply.Header("ETag").ShouldBe("W/\"1\"");
            reply.Header("Vary").ShouldNotBeNull().ShouldStartWith("Accept,");
        }

        resource.Header("Accept-Ranges").ShouldBeNull();
        var part = await api.GetAsync($"Binary/{id}", ("Accept", "application/fhir+json"), ("Range", "bytes=0-3"), ("If-Range", "W/\"1\""));
        part.Status.ShouldBe(HttpStatusCode.OK);
        part.Body.ShouldBe(resource.Body);
    }

    [Theory]
    [InlineData("If-Match", "W/\"1\"", 200)]
    [InlineData("If-Match", "W/\"2\"", 412)]
    [InlineData("If-None-Match", "W/\"1\"", 304)]
    [InlineData("If-None-Match", "W/\"2\"", 200)]
    [InlineData("If-Modified-Since", "{modified}", 304)]
    [InlineData("If-Modified-Since", "lately", 200)]
    [InlineData("If-Unmodified-Since", "{modified}", 200)]
    [InlineData("If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT", 412)]
    public async Task The_conditions_of_a_read_hold_for_both_forms_and_for_a_signed_url(string name, string value, int status)
    {
        using var api = server.Api();
        var uploaded = await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf", ("X-Medplum", "extended"));
        value = value.Replace("{modified}", uploaded.Header("Last-Modified"));

        foreach (var (path, accept) in ((string, string)[])[($"Binary/{uploaded.Id}", "*/*"), ($"Binary/{uploaded.Id}", "application/fhir+json"), (uploaded.Json["url"]!.GetValue<string>(), "*/*")])
        {
            var reply = await api.GetAsync(path, ("Accept", accept), (name, value));
            ((int)reply.Status).ShouldBe(status, path);
            reply.Header("ETag").ShouldBe("W/\"1\"");
            if (status == 412)
            {
                reply.IssueCode.ShouldBe("conflict");
            }
        }
    }

    [Fact]
    public async Task The_security_context_travels_with_the_content()
    {
        using var api = server.Api();

        var uploaded = await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf", ("X-Security-Context", "Patient/1"));
        uploaded.Json["securityContext"]!["reference"]!.GetValue<string>().ShouldBe("Patient/1");
        (await api.GetAsync($"Binary/{uploaded.Id}")).Header("X-Security-Context").ShouldBe("Patient/1");
        (await api.GetAsync($"Binary/{uploaded.Id}", ("Accept", "application/fhir+json"))).Json["securityContext"]!["reference"]!.GetValue<string>().ShouldBe("Patient/1");

        var replaced = await api.SendAsync(HttpMethod.Put, $"Binary/{uploaded.Id}", Document, "application/pdf", ("X-Security-Context", "http://example.org/fhir/Patient/2"));
        replaced.Json["securityContext"]!["reference"]!.GetValue<string>().ShouldBe("http://example.org/fhir/Patient/2");
        (await api.SendAsync(HttpMethod.Post, "Binary", Document, "application/pdf", ("X-Security-Context", "me"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Raw_content_replaces_the_content_and_nothing_else()
    {
        using var api = server.Api();
        var key = Guid.NewGuid().ToString();
        var id = (await api.PostAsync(
            "Binary",
            $$"""{"resourceType":"Binary","meta":{"tag":[{"system":"urn:test","code":"{{key}}"}]},"contentType":"text/plain","securityContext":{"reference":"Patient/1"},"data":"Zmlyc3Q="}""")).Id;

        foreach (var (path, text) in ((string, string)[])[($"Binary/{id}", "second"), ($"Binary?_tag=urn:test|{key}", "third")])
        {
            var replaced = await api.SendAsync(HttpMethod.Put, path, System.Text.Encoding.UTF8.GetBytes(text), "text/csv");
            replaced.Status.ShouldBe(HttpStatusCode.OK, replaced.Text);
            replaced.Json["contentType"]!.GetValue<string>().ShouldBe("text/csv");
            replaced.Json["securityContext"]!["reference"]!.GetValue<string>().ShouldBe("Patient/1");
            replaced.Json["meta"]!["tag"]![0]!["code"]!.GetValue<string>().ShouldBe(key);
            (await api.GetAsync($"Binary/{id}")).Text.ShouldBe(text);
        }

        var moved = await api.SendAsync(HttpMethod.Put, $"Binary/{id}", "third"u8.ToArray(), "text/csv", ("X-Security-Context", "Patient/2"));
        moved.Json["securityContext"]!["reference"]!.GetValue<string>().ShouldBe("Patient/2");
        moved.Header("ETag").ShouldBe("W/\"4\"");
        (await api.SendAsync(HttpMethod.Put, $"Binary/{id}", "x"u8.ToArray(), "text/csv", ("If-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        await api.DeleteAsync($"Binary/{id}");
        var again = await api.SendAsync(HttpMethod.Put, $"Binary/{id}", "new"u8.ToArray(), "text/plain");
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Json["securityContext"].ShouldBeNull("what was deleted is not brought back by other content");
    }

    [Fact]
    public async Task A_security_context_goes_when_the_header_is_empty()
    {
        using var api = server.Api();
        var id = (await api.SendAsync(HttpMethod.Post, "Binary", "first"u8.ToArray(), "text/plain", ("X-Security-Context", "Patient/1"))).Id;

        var replaced = await api.SendAsync(HttpMethod.Put, $"Binary/{id}", "first"u8.ToArray(), "text/plain", ("X-Security-Context", ""));

        replaced.Json["securityContext"].ShouldBeNull();
        (await api.GetAsync($"Binary/{id}")).Header("X-Security-Context").ShouldBeNull();
    }

    [Fact]
    public async Task An_update_replaces_the_document_and_the_old_version_stays()
    {
        using var api = server.Api();
        var id = (await api.SendAsync(HttpMethod.Post, "Binary", "first"u8.ToArray(), "text/plain")).Id;

        (await api.SendAsync(HttpMethod.Put, $"Binary/{id}", "second"u8.ToArray(), "text/plain")).Header("ETag").ShouldBe("W/\"2\"");
        (await api.SendAsync(HttpMethod.Put, $"Binary/{id}", "second"u8.ToArray(), "text/plain")).Header("ETag").ShouldBe("W/\"2\"");
        (await api.PutAsync($"Binary/{id}", $$"""{"resourceType":"Binary","id":"{{id}}","contentType":"text/plain","data":"dGhpcmQ="}""")).Header("ETag").ShouldBe("W/\"3\"");

        (await api.GetAsync($"Binary/{id}")).Text.ShouldBe("third");
        (await api.GetAsync($"Binary/{id}/_history/1")).Text.ShouldBe("first");
        (await api.DeleteAsync($"Binary/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync($"Binary/{id}")).Status.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_page_is_not_run_by_the_browser_that_opens_it()
    {
        using var api = server.Api();
        var id = (await api.SendAsync(HttpMethod.Post, "Binary", "<script>1</script>"u8.ToArray(), "text/html")).Id;

        var read = await api.GetAsync($"Binary/{id}", ("Accept", "*/*"));

        read.Header("Content-Disposition").ShouldStartWith("attachment");
        read.Header("Content-Security-Policy").ShouldStartWith("sandbox");
        read.Header("X-Content-Type-Options").ShouldBe("nosniff");
    }
}
