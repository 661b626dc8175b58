using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 search.html#combining: parts that match together, at one place.</summary>
public sealed class CompositeSearchTests(CompositeSearchTests.Measurements server) : IClassFixture<CompositeSearchTests.Measurements>
{
    [Theory]
    [InlineData("Observation?code-value-quantity=http://loinc.org|1$5.4", "sugar")]
    [InlineData("Observation?code-value-quantity=1$gt5", "sugar")]
    [InlineData("Observation?code-value-quantity=1$gt5|http://unitsofmeasure.org|mmol/L", "sugar")]
    [InlineData("Observation?code-value-quantity=1$gt5||mg", "")]
    [InlineData("Observation?code-value-quantity=1$gt6", "")]
    [InlineData("Observation?code-value-quantity=2$gt5", "")]
    [InlineData("Observation?code-value-quantity=2$gt5,1$lt6", "sugar")]
    [InlineData("Observation?component-code-value-quantity=sys$120,x$1", "pressure")]
    [InlineData("Observation?component-code-value-quantity=dia$80", "pressure")]
    [InlineData("Observation?component-code-value-quantity=sys$80", "")]
    [InlineData("Observation?component-code-value-quantity=sys$80,dia$120", "")]
    [InlineData("Observation?component-code-value-quantity=sys$ge110&component-code-value-quantity=dia$le90", "pressure")]
    [InlineData("Observation?combo-code-value-quantity=sys$120", "pressure")]
    [InlineData("Observation?combo-code-value-quantity=1$5.4", "sugar")]
    [InlineData("Observation?combo-code-value-quantity=1$5.4,sys$120&_sort=_id", "pressure, sugar")]
    [InlineData("Observation?code-value-string=3$gre", "colour")]
    [InlineData("Observation?code-value-concept=4$http://example.org|yes", "answer")]
    [InlineData("Observation?code-value-concept=4$|yes", "")]
    [InlineData("Observation?code-value-date=5$ge2020-05", "when")]
    [InlineData("Observation?code-value-date=5$lt2020", "")]
    [InlineData("Observation?code-value-quantity:missing=false", "sugar")]
    [InlineData("Observation?component-code-value-quantity:missing=true&code=1", "sugar")]
    [InlineData("Patient?_has:Observation:subject:code-value-quantity=1$5.4", "p")]
    [InlineData("DocumentReference?relationship=transforms$DocumentReference/old", "new")]
    [InlineData("DocumentReference?relationship=http://hl7.org/fhir/document-relationship-type|transforms$DocumentReference/old", "new")]
    [InlineData("DocumentReference?relationship=replaces$DocumentReference/old", "")]
    [InlineData("Questionnaire?context-type-value=focus$http://example.org|c", "q")]
    [InlineData("Questionnaire?context-type-quantity=age$le20", "q")]
    [InlineData("MolecularSequence?chromosome-variant-coordinate=1$ge10$lt20", "m")]
    [InlineData("MolecularSequence?chromosome-variant-coordinate=2$ge10$lt20", "")]
    public async Task What_stands_together_is_found_together(string search, string expected)
    {
        using var api = server.Api();

        var reply = await api.GetAsync(search);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        string.Join(", ", reply.Resources.Select(r => r["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)).ShouldBe(expected);
        (await api.GetAsync(search + "&_summary=count")).Json["total"]!.GetValue<int>().ShouldBe(reply.Resources.Count);
    }

    [Theory]
    [InlineData("Observation?code-value-quantity=1")]
    [InlineData("Observation?code-value-quantity=1$2$3")]
    [InlineData("Observation?code-value-quantity=1$")]
    [InlineData("Observation?code-value-quantity=1$x")]
    [InlineData("Observation?code-value-quantity:not=1$2")]
    [InlineData("Observation?_sort=code-value-quantity")]
    [InlineData("Observation?_list=1")]
    [InlineData("Observation?_filter=code eq x")]
    [InlineData("Observation?_has=x")]
    [InlineData("Patient?_has:Observation:subject=x")]
    [InlineData("Observation?code:above=x")]
    [InlineData("Observation?code:below=x")]
    [InlineData("Observation?subject:below=Patient/p")]
    public async Task What_cannot_be_searched_is_refused_by_name(string search)
    {
        using var api = server.Api();

        var reply = await api.GetAsync(search);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.IssueText.ShouldContain(search.Split('?')[1].Split('=', ':')[0]);
    }

    [Fact]
    public async Task What_is_changed_or_deleted_is_found_no_more()
    {
        using var api = server.Api();
        await api.PutAsync("Observation/passing", Observation("passing", "77", "\"valueQuantity\":{\"value\":1}"));
        (await api.GetAsync("Observation?code-value-quantity=77$1")).Resources.Count.ShouldBe(1);

        await api.PutAsync("Observation/passing", Observation("passing", "77", "\"valueQuantity\":{\"value\":2}"));
        (await api.GetAsync("Observation?code-value-quantity=77$1")).Resources.ShouldBeEmpty();
        (await api.GetAsync("Observation?code-value-quantity=77$2")).Resources.Count.ShouldBe(1);

        await api.DeleteAsync("Observation/passing");
        (await api.GetAsync("Observation?code-value-quantity=77$2")).Resources.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_estimate_is_exact_and_recurse_is_shown_as_iterate()
    {
        using var api = server.Api();

        (await api.GetAsync("Observation?code=1,3,4&_count=1&_total=estimate")).Json["total"]!.GetValue<int>().ShouldBe(3);
        var reply = await api.GetAsync("Observation?_id=sugar&_include:recurse=Observation:subject");
        reply.Resources.Count.ShouldBe(2);
        reply.Json["link"]![0]!["url"]!.GetValue<string>().ShouldContain("_include:iterate=");
    }

    private static string Observation(string id, string code, string value) =>
        $$"""{"resourceType":"Observation","id":"{{id}}","status":"final","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://loinc.org","code":"{{code}}"}]},{{value}}}""";

    private static string Component(string code, string value) => $$"""{"code":{"coding":[{"code":"{{code}}"}]},"valueQuantity":{"value":{{value}} } }""";

    public sealed class Measurements : IAsyncLifetime, IDisposable
    {
        private readonly TestServer _server = new();

        public FhirApi Api() => _server.Api();

        public async Task InitializeAsync()
        {
            await _server.InitializeAsync();
            using var api = Api();
            foreach (var (path, json) in ((string, string)[])[
                ("Patient/p", """{"resourceType":"Patient","id":"p"}"""),
                ("Observation/sugar", Observation("sugar", "1", "\"valueQuantity\":{\"value\":5.4,\"system\":\"http://unitsofmeasure.org\",\"code\":\"mmol/L\"}")),
                ("Observation/pressure", Observation("pressure", "2", $"\"component\":[{Component("sys", "120")},{Component("dia", "80")}]")),
                ("Observation/colour", Observation("colour", "3", "\"valueString\":\"Green\"")),
                ("Observation/answer", Observation("answer", "4", "\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://example.org\",\"code\":\"yes\"}]}")),
                ("Observation/when", Observation("when", "5", "\"valueDateTime\":\"2020-06-01\"")),
                ("DocumentReference/new", """{"resourceType":"DocumentReference","id":"new","status":"current","content":[{"attachment":{"url":"http://example.org/x"}}],"relatesTo":[{"code":"transforms","target":{"reference":"DocumentReference/old"}},{"code":"replaces","target":{"reference":"DocumentReference/older"}}]}"""),
                ("Questionnaire/q", """{"resourceType":"Questionnaire","id":"q","status":"active","useContext":[{"code":{"code":"focus"},"valueCodeableConcept":{"coding":[{"system":"http://example.org","code":"c"}]}},{"code":{"code":"age"},"valueRange":{"high":{"value":18}}}]}"""),
                ("MolecularSequence/m", """{"resourceType":"MolecularSequence","id":"m","coordinateSystem":0,"referenceSeq":{"genomeBuild":"GRCh37","chromosome":{"coding":[{"code":"1"}]},"windowStart":1,"windowEnd":100,"strand":"watson"},"variant":[{"start":11,"end":12}]}"""),
            ])
            {
                var reply = await api.PutAsync(path, json);
                reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
            }
        }

        public Task DisposeAsync() => _server.DisposeAsync();

        public void Dispose() => _server.Dispose();
    }
}
