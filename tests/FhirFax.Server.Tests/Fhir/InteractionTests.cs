using System.Globalization;
using System.Net;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Status and headers of every outcome of the resource interactions.</summary>
public sealed class InteractionTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Patient = """{"resourceType":"Patient","active":true,"name":[{"family":"Ångström"}]}""";

    [Fact]
    public async Task Create_answers_where_the_resource_is_and_which_version()
    {
        using var api = server.Api();

        var reply = await api.PostAsync("Patient", Patient);

        reply.Status.ShouldBe(HttpStatusCode.Created);
        Guid.TryParseExact(reply.Id, "D", out _).ShouldBeTrue();
        reply.Header("Location").ShouldBe($"{server.FhirUrl}/Patient/{reply.Id}/_history/1");
        reply.Header("ETag").ShouldBe("W/\"1\"");
        reply.Header("Content-Type").ShouldBe("application/fhir+json; charset=utf-8");
        var updated = DateTimeOffset.Parse(reply.Json["meta"]!["lastUpdated"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        DateTimeOffset.Parse(reply.Header("Last-Modified")!, CultureInfo.InvariantCulture).ToUnixTimeSeconds().ShouldBe(updated.ToUnixTimeSeconds());
        reply.Text.ShouldContain("Ångström");
    }

    [Fact]
    public async Task Create_ignores_an_id_in_the_content()
    {
        using var api = server.Api();

        (await api.PostAsync("Patient", """{"resourceType":"Patient","id":"mine"}""")).Id.ShouldNotBe("mine");
    }

    [Theory]
    [InlineData("return=minimal", "")]
    [InlineData("return=OperationOutcome", "OperationOutcome")]
    [InlineData("return=representation", "Patient")]
    [InlineData("respond-async, return=minimal", "")]
    public async Task The_answer_to_a_write_follows_Prefer(string prefer, string resourceType)
    {
        using var api = server.Api();

        var reply = await api.PostAsync("Patient", Patient, ("Prefer", prefer));

        reply.Status.ShouldBe(HttpStatusCode.Created);
        reply.Header("Location").ShouldNotBeNull();
        (reply.Body.Length == 0 ? "" : reply.Json["resourceType"]!.GetValue<string>()).ShouldBe(resourceType);
    }

    [Fact]
    public async Task Read_answers_the_stored_bytes_and_honours_the_version_that_the_client_has()
    {
        using var api = server.Api();
        var created = await api.PostAsync("Patient", Patient);

        var read = await api.GetAsync($"Patient/{created.Id}");
        read.Status.ShouldBe(HttpStatusCode.OK);
        read.Body.ShouldBe(created.Body);
        read.Header("ETag").ShouldBe("W/\"1\"");

        var same = await api.GetAsync($"Patient/{created.Id}", ("If-None-Match", "W/\"1\""));
        same.Status.ShouldBe(HttpStatusCode.NotModified);
        same.Body.ShouldBeEmpty();
        (await api.GetAsync($"Patient/{created.Id}", ("If-None-Match", "W/\"2\""))).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync($"Patient/{created.Id}", ("If-Modified-Since", read.Header("Last-Modified")!))).Status.ShouldBe(HttpStatusCode.NotModified);
        (await api.GetAsync($"Patient/{created.Id}", ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Head_answers_as_read_without_the_content()
    {
        using var api = server.Api();
        var created = await api.PostAsync("Patient", Patient);

        var head = await api.SendAsync(HttpMethod.Head, $"Patient/{created.Id}", null, null);

        head.Status.ShouldBe(HttpStatusCode.OK);
        head.Body.ShouldBeEmpty();
        head.Header("Content-Length").ShouldBe(created.Body.Length.ToString(CultureInfo.InvariantCulture));
        head.Header("ETag").ShouldBe("W/\"1\"");
    }

    [Fact]
    public async Task Update_makes_a_version_and_an_identical_one_does_not()
    {
        using var api = server.Api();
        var id = (await api.PostAsync("Patient", Patient)).Id;
        var changed = $$"""{"resourceType":"Patient","id":"{{id}}","active":false}""";

        var updated = await api.PutAsync($"Patient/{id}", changed);
        updated.Status.ShouldBe(HttpStatusCode.OK);
        updated.Header("ETag").ShouldBe("W/\"2\"");
        updated.Header("Content-Location").ShouldBe($"{server.FhirUrl}/Patient/{id}/_history/2");

        var repeated = await api.PutAsync($"Patient/{id}", changed);
        repeated.Status.ShouldBe(HttpStatusCode.OK);
        repeated.Header("ETag").ShouldBe("W/\"2\"");
        var readBack = await api.PutAsync($"Patient/{id}", updated.Text);
        readBack.Header("ETag").ShouldBe("W/\"2\"");
    }

    [Fact]
    public async Task Update_of_an_unknown_id_creates_it()
    {
        using var api = server.Api();
        var id = "chosen-" + Guid.NewGuid();

        var reply = await api.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""");

        reply.Status.ShouldBe(HttpStatusCode.Created);
        reply.Header("Location").ShouldBe($"{server.FhirUrl}/Patient/{id}/_history/1");
    }

    [Fact]
    public async Task If_Match_guards_update_and_delete()
    {
        using var api = server.Api();
        var id = (await api.PostAsync("Patient", Patient)).Id;
        var changed = $$"""{"resourceType":"Patient","id":"{{id}}","active":false}""";

        (await api.PutAsync($"Patient/{id}", changed, ("If-Match", "W/\"7\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.PutAsync($"Patient/{id}", changed, ("If-Match", "soon"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PutAsync($"Patient/{id}", changed, ("If-None-Match", "*"))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.DeleteAsync($"Patient/{id}", ("If-Match", "W/\"7\""))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.PutAsync($"Patient/{id}", changed, ("If-Match", "W/\"1\""))).Header("ETag").ShouldBe("W/\"2\"");
        (await api.PutAsync($"Patient/{Guid.NewGuid()}x", changed, ("If-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.DeleteAsync($"Patient/{id}", ("If-Match", "W/\"2\""))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Delete_leaves_a_tombstone_and_can_be_repeated()
    {
        using var api = server.Api();
        var id = (await api.PostAsync("Patient", Patient)).Id;

        var deleted = await api.DeleteAsync($"Patient/{id}");
        deleted.Status.ShouldBe(HttpStatusCode.OK);
        deleted.Id.ShouldBe("ok");
        deleted.Header("ETag").ShouldBe("W/\"2\"");

        var gone = await api.GetAsync($"Patient/{id}");
        gone.Status.ShouldBe(HttpStatusCode.Gone);
        gone.Id.ShouldBe("gone");
        gone.Header("ETag").ShouldBe("W/\"2\"");
        (await api.GetAsync($"Patient/{id}/_history/1")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync($"Patient/{id}/_history/2")).Status.ShouldBe(HttpStatusCode.Gone);

        (await api.DeleteAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.DeleteAsync("Patient/never-there")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.DeleteAsync("Patient/never-there", ("Prefer", "return=minimal"))).Status.ShouldBe(HttpStatusCode.NoContent);
        var again = await api.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""");
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Header("ETag").ShouldBe("W/\"3\"");
    }

    [Fact]
    public async Task Pretty_answers_are_the_same_resource()
    {
        using var api = server.Api();
        var created = await api.PostAsync("Patient", Patient);

        var pretty = await api.GetAsync($"Patient/{created.Id}?_pretty=true");

        pretty.Text.ShouldContain("\n  \"active\": true");
        System.Text.Json.Nodes.JsonNode.DeepEquals(pretty.Json, created.Json).ShouldBeTrue();
    }

    [Theory]
    [InlineData("GET", "Facsimile/1", 404, "not-found", "Facsimile")]
    [InlineData("GET", "Patient/nobody", 404, "not-found", "Patient/nobody")]
    [InlineData("GET", "Patient/no body", 404, "value", "no body")]
    [InlineData("PUT", "Patient/a_b", 400, "value", "a_b")]
    [InlineData("GET", "Patient/nobody/_history/1", 404, "not-found", "version")]
    [InlineData("GET", "Patient/nobody/_history/x", 404, "not-found", "version")]
    [InlineData("GET", "Patient/1/2/3/4", 404, "not-found", "address")]
    [InlineData("POST", "$reticulate", 404, "not-supported", "$reticulate")]
    [InlineData("POST", "Patient/$send-efax", 404, "not-supported", "$send-efax")]
    [InlineData("GET", "Communication/$send-efax", 405, "not-supported", "GET")]
    [InlineData("GET", "$receive-efax", 405, "not-supported", "GET")]
    [InlineData("DELETE", "Patient", 412, "required", "Patient")]
    [InlineData("PUT", "", 405, "not-supported", "PUT")]
    [InlineData("PATCH", "Patient", 412, "required", "Patient")]
    [InlineData("PUT", "Patient", 412, "required", "Patient")]
    [InlineData("POST", "metadata", 405, "not-supported", "POST")]
    public async Task What_is_not_there_is_said_as_an_outcome(string method, string path, int status, string code, string named)
    {
        using var api = server.Api();

        var reply = await api.SendAsync(new HttpMethod(method), path, method == "GET" ? null : Encoding.UTF8.GetBytes("{}"), FhirApi.FhirJson);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        reply.Header("Content-Type").ShouldStartWith("application/fhir+json");
        reply.IssueCode.ShouldBe(code);
        reply.IssueText.ShouldContain(named);
        if (status == 405 && path.Length > 0)
        {
            reply.Header("Allow").ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":"yes"}""", "Patient.active")]
    [InlineData("""{"resourceType":"Patient","nope":1}""", "Patient.nope")]
    [InlineData("""{"resourceType":"Patient","gender":"bogus"}""", "Patient.gender")]
    [InlineData("""{"resourceType":"Organization","name":"Not a patient"}""", "Organization")]
    [InlineData("""{"resourceType":"Patient","managingOrganization":{"reference":"Patient/1"}}""", "Patient.managingOrganization")]
    public async Task Invalid_content_is_400_and_names_the_element(string json, string expression)
    {
        using var api = server.Api();

        var reply = await api.PostAsync("Patient", json);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.Issue["expression"]![0]!.GetValue<string>().ShouldStartWith(expression);
    }

    [Fact]
    public async Task Malformed_json_is_400_with_line_and_position()
    {
        using var api = server.Api();

        var reply = await api.PostAsync("Patient", "{\n  \"resourceType\": \"Patient\",\n  \"active\" true\n}");

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.IssueText.ShouldContain("line 3");
        (await api.PostAsync("Patient", "")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_id_of_an_update_must_be_that_of_its_address()
    {
        using var api = server.Api();

        (await api.PutAsync("Patient/a", """{"resourceType":"Patient","id":"b"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var missing = await api.PutAsync("Patient/a", """{"resourceType":"Patient"}""");
        missing.Status.ShouldBe(HttpStatusCode.BadRequest);
        missing.Issue["expression"]![0]!.GetValue<string>().ShouldBe("Patient.id");
    }

    [Fact]
    public async Task A_gzipped_body_is_read()
    {
        using var api = server.Api();
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Patient));
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", FhirApi.FhirJson);
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await api.Http.PostAsync(new Uri($"{server.FhirUrl}/Patient"), content);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Versions_made_at_once_are_numbered_without_gaps()
    {
        using var api = server.Api();
        var id = "busy-" + Guid.NewGuid();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            api.PutAsync($"Basic/{id}", $$"""{"resourceType":"Basic","id":"{{id}}","code":{"text":"{{i}}"} }""")));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        replies.Select(r => int.Parse(r.Json["meta"]!["versionId"]!.GetValue<string>(), CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(1, 20));
    }
}
