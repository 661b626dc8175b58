using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Fhir.Bundles;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 http.html#batch.</summary>
public sealed class BatchTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Each_entry_is_done_or_tells_its_failure()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"A"}"""))["id"]!.GetValue<string>();
        var binary = (await api.PostAsync("Binary", """{"resourceType":"Binary","contentType":"text/plain","data":"aGVsbG8="}""")).Id;

        var reply = await api.PostAsync("", Batch(
            TransactionBundles.Entry("GET", $"/Organization/{id}"),
            TransactionBundles.Entry("GET", $"Organization/{id}", request: "\"ifNoneMatch\":\"W/\\\"1\\\"\""),
            TransactionBundles.Entry("GET", "/Organization/nobody"),
            TransactionBundles.Entry("POST", "Patient", """{"resourceType":"Patient","active":"yes"}"""),
            TransactionBundles.Entry("POST", "Patient", """{"resourceType":"Patient"}"""),
            TransactionBundles.Entry("PUT", $"Organization/{id}", $$"""{"resourceType":"Organization","id":"{{id}}","name":"B"}""", request: "\"ifMatch\":\"W/\\\"9\\\"\""),
            TransactionBundles.Entry("DELETE", $"Organization/{id}"),
            TransactionBundles.Entry("GET", $"Binary/{binary}"),
            TransactionBundles.Entry("GET", "metadata"),
            TransactionBundles.Entry("GET", "Facsimile/1"),
            TransactionBundles.Entry("POST", "", """{"resourceType":"Bundle","type":"batch"}"""),
            TransactionBundles.Entry("GET", "Organization?name=A&_count=1"),
            TransactionBundles.Entry("HEAD", $"Binary/{binary}")));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["type"]!.GetValue<string>().ShouldBe("batch-response");
        var entries = reply.Json["entry"]!.AsArray();
        entries.Select(e => e!["response"]!["status"]!.GetValue<string>()[..3])
            .ShouldBe(["200", "304", "404", "400", "201", "412", "200", "200", "200", "404", "400", "200", "200"]);
        entries[0]!["resource"]!["name"]!.GetValue<string>().ShouldBe("A");
        entries[1]!["resource"].ShouldBeNull();
        foreach (var failed in (int[])[2, 3, 5, 9, 10])
        {
            entries[failed]!["resource"].ShouldBeNull();
            entries[failed]!["response"]!["outcome"]!["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        }

        entries[7]!["resource"]!["data"]!.GetValue<string>().ShouldBe("aGVsbG8=");
        entries[8]!["resource"]!["resourceType"]!.GetValue<string>().ShouldBe("CapabilityStatement");
        entries[12]!["resource"].ShouldBeNull();
        entries[12]!["response"]!["etag"]!.GetValue<string>().ShouldBe("W/\"1\"");
        entries[11]!["resource"]!["type"]!.GetValue<string>().ShouldBe("searchset");
    }

    [Fact]
    public async Task A_patch_without_a_patch_spoils_only_itself_in_a_batch_and_everything_in_a_transaction()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"A"}"""))["id"]!.GetValue<string>();

        foreach (var patch in (string?[])[null, "null", "\"replace\"", "true", "[]", "{}", """{"resourceType":1}""", """{"resourceType":"Organization","name":"B"}""", """{"resourceType":"Binary"}"""])
        {
            var name = Guid.NewGuid().ToString();
            var entry = $$"""{"request":{"method":"PATCH","url":"Organization/{{id}}"}{{(patch is null ? "" : $",\"resource\":{patch}")}} }""";
            string Posted(string type) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{entry}},{"request":{"method":"POST","url":"Organization"},"resource":{"resourceType":"Organization","name":"{{name}}"} }]}""";

            var whole = await api.PostAsync("", Posted("transaction"));
            whole.Status.ShouldBe(HttpStatusCode.BadRequest, patch);
            (await api.GetAsync($"Organization?name={name}")).Resources.ShouldBeEmpty(patch);

            var reply = await api.PostAsync("", Posted("batch"));
            reply.Status.ShouldBe(HttpStatusCode.OK, patch);
            reply.Json["entry"]!.AsArray().Select(e => e!["response"]!["status"]!.GetValue<string>()[..3]).ShouldBe(["400", "201"], patch);
        }
    }

    [Fact]
    public async Task Operations_run_in_a_batch()
    {
        using var api = server.Api();

        var reply = await api.PostAsync("", Batch(
            TransactionBundles.Entry("POST", "Communication/$receive-efax"),
            TransactionBundles.Entry("POST", "$reticulate")));

        var entries = reply.Json["entry"]!.AsArray();
        entries[0]!["response"]!["status"]!.GetValue<string>().ShouldBe("200 OK");
        entries[0]!["resource"]!["resourceType"]!.GetValue<string>().ShouldBe("Bundle");
        entries[1]!["response"]!["status"]!.GetValue<string>().ShouldBe("404 Not Found");
    }

    [Fact]
    public async Task Scopes_are_asked_for_each_entry()
    {
        using var reader = server.Api("reader");

        var reply = await reader.PostAsync("", Batch(
            TransactionBundles.Entry("GET", "Patient?_count=0"),
            TransactionBundles.Entry("GET", "Organization?_count=0"),
            TransactionBundles.Entry("POST", "Communication/$send-efax"),
            TransactionBundles.Entry("POST", "Patient", """{"resourceType":"Patient"}""")));

        reply.Json["entry"]!.AsArray().Select(e => e!["response"]!["status"]!.GetValue<string>()[..3]).ShouldBe(["200", "403", "403", "403"]);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"collection"}""", 400)]
    [InlineData("""{"resourceType":"Bundle"}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"FETCH","url":"Patient"}}]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":[7]}""", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":{}}""", 400)]
    [InlineData("nonsense", 400)]
    [InlineData("""{"resourceType":"Bundle","type":"batch"}""", 200)]
    [InlineData("""{"resourceType":"Bundle","type":"transaction"}""", 200)]
    public async Task The_bundle_itself_is_checked_first(string json, int status)
    {
        using var api = server.Api();

        var reply = await api.PostAsync("", json);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        ((int)(await api.PostAsync($"{server.FhirUrl}/", json)).Status).ShouldBe(status);
        if (status != 200)
        {
            reply.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        }
    }

    [Fact]
    public async Task A_bundle_of_too_many_entries_is_413()
    {
        using var api = server.Api();
        var entries = Enumerable.Repeat(TransactionBundles.Entry("GET", "Patient/1"), 1001).ToArray();

        (await api.PostAsync("", Batch(entries))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await api.PostAsync("", TransactionBundles.Bundle(entries))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private static string Batch(params string[] entries)
    {
        var bundle = JsonNode.Parse(TransactionBundles.Bundle(entries))!;
        bundle["type"] = "batch";
        return bundle.ToJsonString();
    }
}
