using System.Net;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Case 13 of fax-lifecycle-api.md 14: what a list is not asked in.</summary>
public sealed class ListQueryTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    [Theory]
    [InlineData("page=-1", "page", "range")]
    [InlineData("page=x", "page", "type")]
    [InlineData("page=1.5", "page", "type")]
    [InlineData("page=99999999999", "page", "type")]
    [InlineData("size=0", "size", "range")]
    [InlineData("size=", "size", "type")]
    [InlineData("sort=nope", "sort", "unknownValue")]
    [InlineData("sort=createdAt,sideways", "sort", "unknownValue")]
    [InlineData("direction=UP", "direction", "unknownValue")]
    public async Task Case_13_nonsense_is_refused(string query, string field, string reason)
    {
        using var api = await server.ApiAsync();
        (await api.GetAsync($"?{query}&unknown=1")).ShouldBeInvalid((field, reason));
    }

    [Fact]
    public async Task Every_problem_of_a_query_is_told_at_once()
    {
        using var api = await server.ApiAsync();
        (await api.GetAsync("?page=-1&size=0&sort=nope&direction=UP"))
            .ShouldBeInvalid(("page", "range"), ("size", "range"), ("sort", "unknownValue"), ("direction", "unknownValue"));
    }

    [Theory]
    [InlineData("""{"text":"\ud83d"}""")]
    [InlineData("""{"text":"a\u0000b"}""")]
    [InlineData("""{"coding":[{"display":"x"}]}""")]
    public async Task A_topic_that_is_odd_harms_nothing(string topic)
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var stored = await fhir.PostAsync("Communication", $$"""
            {"resourceType":"Communication","status":"preparation","topic":{{topic}},
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}]}
            """);
        ((int)stored.Status).ShouldBeOneOf(201, 400);
        (await api.GetAsync("?sort=subject")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
