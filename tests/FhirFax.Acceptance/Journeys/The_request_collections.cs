using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Journeys;

/// <summary>The whole product request by request: <c>samples/postman</c>, <c>samples/http</c>, <c>samples/curl</c>.</summary>
public sealed class The_request_collections : SampleJourney
{
    [SkippableFact]
    public async Task The_Postman_collection_walks_the_whole_product() =>
        (await new Sample("postman").RequireNode().RunAsync(Server, "npm", "start", "--silent")).ShouldMatch("assertions +. +[1-9][0-9]+ . +0 ");

    [Fact]
    public async Task Every_request_of_the_http_file_is_answered_as_its_title_says()
    {
        var folder = Checkout.Path("samples", "http");
        var file = new HttpFile(await File.ReadAllTextAsync(Path.Combine(folder, "fhirfax.http")));
        file.Set("baseUrl", Server.BaseUrl);
        file.Set("sandboxUrl", Server.SandboxUrl);
        file.Set("clientId", "clinic");
        file.Set("clientSecret", "an-operator-chosen-secret-of-the-clinic");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };

        file.Requests.Count.ShouldBeGreaterThan(20);
        foreach (var request in file.Requests)
        {
            var (status, text) = await file.SendAsync(http, request, folder);
            status.ShouldBe(request.ExpectedStatus, $"{request.Title}: {text}");
        }
    }

    [SkippableFact]
    public async Task The_curl_script_sends_follows_receives_and_shows_a_refusal()
    {
        var sample = new Sample("curl").RequireTools("bash", "curl", "jq");

        var printed = await sample.RunAsync(Server, "bash", "fax.sh");

        printed.ShouldMatch("Communication/[0-9a-f-]+ 20[02] ");
        printed.ShouldContain("completed");
        printed.ShouldMatch("== Receive\nCommunication/");
        printed.ShouldContain("422\nCommunication.recipient[0]:");
    }
}
