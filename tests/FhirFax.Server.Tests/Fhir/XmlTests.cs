using System.Net;
using System.Text;
using System.Xml.Linq;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>A client that speaks nothing but XML (R4 xml.html).</summary>
public sealed class XmlTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Xml = "application/fhir+xml";
    private const string Space = "xmlns=\"http://hl7.org/fhir\"";
    private static readonly XNamespace Fhir = "http://hl7.org/fhir";

    private const string Patient =
        $"<Patient {Space}><text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; b<br/></div></text>"
        + "<extension url=\"http://x\"><valueDecimal value=\"1.50\"/></extension><name><family value=\"Öz\"/><given value=\"A\"/><given value=\"B\"/></name></Patient>";

    [Fact]
    public async Task What_is_created_as_xml_is_read_as_xml_and_as_json()
    {
        using var api = server.Api();
        var created = await SendAsync(api, HttpMethod.Post, "Patient", Patient);
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Header("Content-Type").ShouldBe("application/fhir+xml; charset=utf-8");
        var id = Root(created).Element(Fhir + "id")!.Attribute("value")!.Value;
        created.Header("Location")!.ShouldContain(id);

        var xml = Root(await GetAsync(api, $"Patient/{id}"));
        xml.Name.ShouldBe(Fhir + "Patient");
        xml.Element(Fhir + "meta")!.Element(Fhir + "versionId")!.Attribute("value")!.Value.ShouldBe("1");
        xml.Elements(Fhir + "name").Single().Elements(Fhir + "given").Count().ShouldBe(2);
        var json = await api.GetAsync($"Patient/{id}");
        json.Text.ShouldContain("\"valueDecimal\":1.50");
        json.Json["text"]!["div"]!.GetValue<string>().ShouldBe("<div xmlns=\"http://www.w3.org/1999/xhtml\">a &lt; b<br/></div>");
        json.Json["name"]![0]!["family"]!.GetValue<string>().ShouldBe("Öz");
    }

    [Theory]
    [InlineData("metadata", "CapabilityStatement")]
    [InlineData("Patient?_count=1", "Bundle")]
    [InlineData("_history?_count=1", "Bundle")]
    [InlineData("Patient/nobody", "OperationOutcome")]
    [InlineData("Patient?nonsense=1&_format=xml&_pretty=true", "Bundle")]
    [InlineData("Patient/$validate", "OperationOutcome")]
    [InlineData("nothing/at/all", "OperationOutcome")]
    public async Task Every_kind_of_answer_has_a_form_in_xml(string path, string type)
    {
        using var api = server.Api();
        var reply = await GetAsync(api, path);
        reply.Header("Content-Type").ShouldBe("application/fhir+xml; charset=utf-8");
        Root(reply).Name.ShouldBe(Fhir + type);
    }

    [Fact]
    public async Task Refusals_before_the_dialect_is_reached_are_written_as_xml_too()
    {
        using var client = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.FhirUrl + "/Patient");
        request.Headers.TryAddWithoutValidation("Accept", Xml);
        var reply = await Reply.ReadAsync(await client.SendAsync(request));
        reply.Status.ShouldBe(HttpStatusCode.Unauthorized);
        Root(reply).Name.ShouldBe(Fhir + "OperationOutcome");
    }

    [Theory]
    [InlineData($"<Patient {Space}><active value=\"maybe\"/></Patient>", "Patient.active")]
    [InlineData($"<Patient {Space}><gender value=\"neither\"/></Patient>", "Patient.gender")]
    [InlineData($"<Patient {Space}><birthDate value=\"1970\"/><active value=\"true\"/></Patient>", "Patient.active")]
    public async Task What_is_wrong_is_told_with_its_element(string body, string expression)
    {
        using var api = server.Api();
        var reply = await SendAsync(api, HttpMethod.Post, "Patient", body);
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        Root(reply).Descendants(Fhir + "expression").Single().Attribute("value")!.Value.ShouldBe(expression);
    }

    [Theory]
    [InlineData("<!DOCTYPE Patient [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&x;\"/></Patient>")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\">")]
    [InlineData("")]
    public async Task Malformed_documents_and_dtds_are_refused(string body)
    {
        using var api = server.Api();
        (await SendAsync(api, HttpMethod.Post, "Patient", body)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Updates_patches_batches_and_operations_take_xml()
    {
        using var api = server.Api();
        (await SendAsync(api, HttpMethod.Put, "Patient/by-xml", $"<Patient {Space}><id value=\"by-xml\"/><active value=\"false\"/></Patient>")).Status.ShouldBe(HttpStatusCode.Created);
        var patch = $"<Parameters {Space}><parameter><name value=\"operation\"/>"
            + "<part><name value=\"type\"/><valueCode value=\"replace\"/></part><part><name value=\"path\"/><valueString value=\"Patient.active\"/></part>"
            + "<part><name value=\"value\"/><valueBoolean value=\"true\"/></part></parameter></Parameters>";
        var patched = await SendAsync(api, HttpMethod.Patch, "Patient/by-xml", patch);
        patched.Status.ShouldBe(HttpStatusCode.OK, patched.Text);
        Root(patched).Element(Fhir + "active")!.Attribute("value")!.Value.ShouldBe("true");

        var batch = await SendAsync(
            api, HttpMethod.Post, "", $"<Bundle {Space}><type value=\"batch\"/><entry><request><method value=\"GET\"/><url value=\"Patient/by-xml\"/></request></entry></Bundle>");
        batch.Status.ShouldBe(HttpStatusCode.OK, batch.Text);
        Root(batch).Descendants(Fhir + "Patient").Single().Element(Fhir + "id")!.Attribute("value")!.Value.ShouldBe("by-xml");

        var validated = await SendAsync(api, HttpMethod.Post, "Patient/$validate", Patient);
        validated.Status.ShouldBe(HttpStatusCode.OK, validated.Text);
        Root(validated).Name.ShouldBe(Fhir + "OperationOutcome");
    }

    [Fact]
    public async Task A_binary_goes_in_and_out_as_xml_and_as_itself()
    {
        using var api = server.Api();
        var bytes = Encoding.UTF8.GetBytes("some text");
        var created = await SendAsync(
            api, HttpMethod.Post, "Binary", $"<Binary {Space}><contentType value=\"text/plain\"/><data value=\"{Convert.ToBase64String(bytes)}\"/></Binary>");
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var id = Root(created).Element(Fhir + "id")!.Attribute("value")!.Value;

        var xml = await GetAsync(api, $"Binary/{id}");
        Root(xml).Elements().Select(e => e.Name.LocalName).ShouldBe(["id", "meta", "contentType", "data"]);
        Convert.FromBase64String(Root(xml).Element(Fhir + "data")!.Attribute("value")!.Value).ShouldBe(bytes);
        xml.Body.Length.ShouldBe(int.Parse(xml.Header("Content-Length")!, System.Globalization.CultureInfo.InvariantCulture));
        var raw = await api.GetAsync($"Binary/{id}", ("Accept", "*/*"));
        raw.Body.ShouldBe(bytes);
        raw.Header("Content-Type").ShouldBe("text/plain");
    }

    [Fact]
    public async Task A_document_that_is_xml_itself_is_no_resource()
    {
        using var api = server.Api();
        var created = await api.SendAsync(HttpMethod.Post, "Binary", Encoding.UTF8.GetBytes("<note/>"), "application/xml");
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        (await api.GetAsync($"Binary/{created.Id}", ("Accept", "*/*"))).Text.ShouldBe("<note/>");
    }

    private static Task<Reply> GetAsync(FhirApi api, string path) => api.GetAsync(path, ("Accept", Xml));

    private static Task<Reply> SendAsync(FhirApi api, HttpMethod method, string path, string body) =>
        api.SendAsync(method, path, Encoding.UTF8.GetBytes(body), Xml, ("Accept", Xml));

    private static XElement Root(Reply reply) => XDocument.Parse(reply.Text).Root!;
}
