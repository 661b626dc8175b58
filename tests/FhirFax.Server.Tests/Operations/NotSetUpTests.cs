using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Operations;

/// <summary>Applications read the outcome id <c>not-found</c> of a fax operation as "eFax is not set up here", so it says nothing else.</summary>
public sealed class NotSetUpTests : IAsyncLifetime, IDisposable
{
    private const string Fax = """
        {"resourceType":"Communication","status":"in-progress",
        "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
        "recipient":[{"reference":"Organization/nobody"}],"payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/none"}}]}
        """;

    // The second project has no carrier secrets.
    private readonly TestServer _server = new(new Dictionary<string, string?>
    {
        ["Projects__1__Secrets__eFaxAppId"] = "",
        ["Projects__1__Secrets__eFaxApiKey"] = "",
        ["Projects__1__Secrets__eFaxUserId"] = "",
    });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("$send-efax", Fax)]
    [InlineData("Communication/$send-efax", Fax)]
    [InlineData("Communication/$receive-efax", "{}")]
    [InlineData("$receive-efax", null)]
    [InlineData("$test-efax", null)]
    public async Task A_project_without_carrier_secrets_says_so(string path, string? body)
    {
        using var api = _server.Api("neighbour");

        var reply = await api.PostAsync(path, body);

        reply.Status.ShouldBe(HttpStatusCode.NotFound, reply.Text);
        reply.Json["id"]!.GetValue<string>().ShouldBe("not-found");
        reply.Json["issue"]![0]!["details"]!["text"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_a_fax_lacks_does_not()
    {
        using var api = _server.Api();
        var clinic = await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"No mailbox"}""");

        foreach (var reply in new[] { await api.PostAsync("Communication/$send-efax", Fax), await api.PostAsync($"Organization/{clinic["id"]}/$receive-efax", "{}") })
        {
            reply.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, reply.Text);
            reply.Json["id"].ShouldBeNull();
        }

        (await api.PostAsync("Communication/$send-efax", Fax)).Json["issue"]!.AsArray().Select(issue => (string)issue!["code"]!).ShouldContain("not-found");
    }

    [Fact]
    public async Task An_instance_that_is_not_there_does()
    {
        using var api = _server.Api();

        foreach (var path in (string[])["Organization/nobody/$receive-efax", "Practitioner/nobody/$send-efax", "Communication/nobody/$send-efax"])
        {
            JsonObject outcome = (await api.PostAsync(path, path.StartsWith("Practitioner", StringComparison.Ordinal) ? Fax : null)).Json;
            outcome["id"]!.GetValue<string>().ShouldBe("not-found", path);
        }
    }
}
