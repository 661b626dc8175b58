using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>References by canonical url (R4 references.html#canonical) in chains and includes.</summary>
public sealed class CanonicalSearchTests(CanonicalSearchTests.Questionnaires server) : IClassFixture<CanonicalSearchTests.Questionnaires>
{
    [Theory]
    [InlineData("QuestionnaireResponse?questionnaire.url=http://example.org/q", "any, first, second")]
    [InlineData("QuestionnaireResponse?questionnaire.version=2", "any, second")]
    [InlineData("QuestionnaireResponse?questionnaire.version=1", "any, first")]
    [InlineData("QuestionnaireResponse?questionnaire.title=First", "any, first")]
    [InlineData("QuestionnaireResponse?questionnaire:Questionnaire.title=second", "any, second")]
    [InlineData("QuestionnaireResponse?questionnaire.title=other", "literal")]
    [InlineData("QuestionnaireResponse?questionnaire.title=nothing", "")]
    [InlineData("QuestionnaireResponse?questionnaire.title:not=second", null)]
    [InlineData("QuestionnaireResponse?questionnaire=http://example.org/q", "any, first, missing, second")]
    [InlineData("QuestionnaireResponse?questionnaire=http://example.org/q|1", "first")]
    [InlineData("QuestionnaireResponse?status=completed&questionnaire.version=1&_sort=_id", "any, first")]
    [InlineData("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=first", "q1")]
    [InlineData("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=any", "q1, q2")]
    [InlineData("Questionnaire?_has:QuestionnaireResponse:questionnaire:_id=missing", "")]
    [InlineData("Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed", "q1, q2, q3")]
    [InlineData("Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed&title=second", "q2")]
    [InlineData("Patient?_has:QuestionnaireResponse:subject:questionnaire.title=first", "p")]
    public async Task Chains_lead_over_canonical_references(string search, string? expected)
    {
        using var api = server.Api();

        var reply = await api.GetAsync(search);

        if (expected is null)
        {
            reply.Status.ShouldBe(HttpStatusCode.BadRequest);
            return;
        }

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        string.Join(", ", reply.Resources.Select(r => r["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("QuestionnaireResponse?_id=first&_include=QuestionnaireResponse:questionnaire", "q1")]
    [InlineData("QuestionnaireResponse?_id=any&_include=QuestionnaireResponse:questionnaire", "q1, q2")]
    [InlineData("QuestionnaireResponse?_id=missing&_include=QuestionnaireResponse:questionnaire", "")]
    [InlineData("QuestionnaireResponse?_id=literal&_include=QuestionnaireResponse:questionnaire", "q3")]
    [InlineData("QuestionnaireResponse?_id=first&_include=QuestionnaireResponse:questionnaire:Questionnaire", "q1")]
    [InlineData("QuestionnaireResponse?_id=first&_include=QuestionnaireResponse:*", "p, q1")]
    [InlineData("QuestionnaireResponse?_id=first&_include=*", "p, q1")]
    [InlineData("Questionnaire?_id=q1&_revinclude=QuestionnaireResponse:questionnaire", "any, first")]
    [InlineData("Questionnaire?_id=q2&_revinclude=QuestionnaireResponse:*", "any, second")]
    [InlineData("Questionnaire?_id=q1&_revinclude=QuestionnaireResponse:questionnaire&_include:iterate=QuestionnaireResponse:subject", "any, first, p")]
    [InlineData("Patient?_id=p&_revinclude=QuestionnaireResponse:subject&_include:iterate=QuestionnaireResponse:questionnaire", "first, q1")]
    public async Task Includes_lead_over_canonical_references(string search, string expected)
    {
        using var api = server.Api();

        var reply = await api.GetAsync(search);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        string.Join(", ", reply.Resources.Skip(1).Select(r => r["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public async Task Another_project_is_never_led_to()
    {
        using var neighbour = server.Api("neighbour");
        await neighbour.PutAsync("QuestionnaireResponse/theirs", Response("theirs", "http://example.org/q|1"));

        (await neighbour.GetAsync("QuestionnaireResponse?questionnaire.version=1")).Resources.ShouldBeEmpty();
        (await neighbour.GetAsync("QuestionnaireResponse?_include=QuestionnaireResponse:questionnaire")).Resources.Count.ShouldBe(1);
        (await neighbour.GetAsync("QuestionnaireResponse?_include=*")).Resources.Count.ShouldBe(1);
        using var api = server.Api();
        (await api.GetAsync("Questionnaire?_id=q1&_revinclude=QuestionnaireResponse:questionnaire")).Resources.Count.ShouldBe(3);
    }

    private static string Response(string id, string questionnaire, string more = "") =>
        $$"""{"resourceType":"QuestionnaireResponse","id":"{{id}}","status":"completed","questionnaire":"{{questionnaire}}"{{more}}}""";

    public sealed class Questionnaires : IAsyncLifetime, IDisposable
    {
        private readonly TestServer _server = new();

        public FhirApi Api(string client = "app") => _server.Api(client);

        public async Task InitializeAsync()
        {
            await _server.InitializeAsync();
            using var api = Api();
            foreach (var (path, json) in ((string, string)[])[
                ("Patient/p", """{"resourceType":"Patient","id":"p"}"""),
                ("Questionnaire/q1", """{"resourceType":"Questionnaire","id":"q1","status":"active","url":"http://example.org/q","version":"1","title":"First"}"""),
                ("Questionnaire/q2", """{"resourceType":"Questionnaire","id":"q2","status":"active","url":"http://example.org/q","version":"2","title":"Second"}"""),
                ("Questionnaire/q3", """{"resourceType":"Questionnaire","id":"q3","status":"active","title":"Other"}"""),
                ("QuestionnaireResponse/any", Response("any", "http://example.org/q")),
                ("QuestionnaireResponse/first", Response("first", "http://example.org/q|1", ",\"subject\":{\"reference\":\"Patient/p\"}")),
                ("QuestionnaireResponse/second", Response("second", "http://example.org/q|2")),
                ("QuestionnaireResponse/missing", Response("missing", "http://example.org/q|3")),
                ("QuestionnaireResponse/literal", Response("literal", "Questionnaire/q3"))])
            {
                var reply = await api.PutAsync(path, json);
                reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
            }
        }

        public Task DisposeAsync() => _server.DisposeAsync();

        public void Dispose() => _server.Dispose();
    }
}
