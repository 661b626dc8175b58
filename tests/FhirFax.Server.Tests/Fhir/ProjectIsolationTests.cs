using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>A Project never sees another's data, by any route.</summary>
public sealed class ProjectIsolationTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Nothing_of_one_project_is_reached_from_another()
    {
        using var ours = server.Api();
        using var theirs = server.Api("neighbour");
        var id = (await ours.CreateAsync("Patient", """{"resourceType":"Patient"}"""))["id"]!.GetValue<string>();
        var binary = (await ours.SendAsync(HttpMethod.Post, "Binary", "secret"u8.ToArray(), "text/plain")).Id;

        (await theirs.GetAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await theirs.GetAsync($"Patient/{id}/_history")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await theirs.GetAsync($"Patient/{id}/_history/1")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await theirs.GetAsync($"Patient?_id={id}")).Resources.ShouldBeEmpty();
        (await theirs.GetAsync("Patient/_history")).Text.ShouldNotContain(id);
        (await theirs.GetAsync("_history")).Text.ShouldNotContain(id);
        (await theirs.GetAsync($"Binary/{binary}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await theirs.DeleteAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await ours.GetAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_id_in_two_projects_is_two_resources()
    {
        using var ours = server.Api();
        using var theirs = server.Api("neighbour");
        var id = "shared-" + Guid.NewGuid();

        (await ours.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}","active":true}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await theirs.PutAsync($"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}","active":false}""")).Status.ShouldBe(HttpStatusCode.Created);

        (await ours.GetAsync($"Patient/{id}")).Json["active"]!.GetValue<bool>().ShouldBeTrue();
        await ours.DeleteAsync($"Patient/{id}");
        (await theirs.GetAsync($"Patient/{id}")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
