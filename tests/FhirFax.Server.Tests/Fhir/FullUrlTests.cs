using System.Net;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Fhir.TransactionBundles;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>R4 bundle.html#bundle-unique: what the entries of a transaction are named by.</summary>
public sealed class FullUrlTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("garbage")]
    [InlineData("Patient/1")]
    [InlineData("/Patient/1")]
    [InlineData("urn:uuid:patient-1")]
    [InlineData("urn:oid:1.2.x")]
    [InlineData("urn:other:1")]
    [InlineData("http://")]
    public async Task A_fullUrl_is_absolute(string fullUrl)
    {
        using var api = server.Api();
        var value = Guid.NewGuid().ToString();

        var reply = await api.PostAsync("", Bundle(Entry("POST", "Patient", Patient(value)), Entry("POST", "Patient", Patient(value), fullUrl)));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.Issue["expression"]![0]!.GetValue<string>().ShouldBe("Bundle.entry[1].fullUrl");
        (await api.GetAsync($"Patient?identifier=urn:test|{value}")).Resources.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("urn:uuid:C757873D-EC9A-4326-A141-556F43239520")]
    [InlineData("urn:oid:1.2.36.146.595.217")]
    [InlineData("https://example.org/fhir/Patient/1")]
    public async Task A_fullUrl_may_be_a_url_a_UUID_or_an_OID(string fullUrl)
    {
        using var api = server.Api();

        var reply = await api.PostAsync("", Bundle(Entry("POST", "Patient", Patient("1"), fullUrl), Entry("POST", "Basic", Basic(fullUrl))));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Resources[1]["subject"]!["reference"]!.GetValue<string>().ShouldBe($"Patient/{reply.Resources[0]["id"]}");
    }

    [Fact]
    public async Task No_two_entries_bear_the_same_fullUrl_whatever_they_do()
    {
        using var api = server.Api();
        var urn = Urn();

        var reply = await api.PostAsync("", Bundle(Entry("POST", "Patient", Patient("1"), urn), Entry("GET", "Patient?active=true"), Entry("DELETE", "Patient/none", fullUrl: urn)));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.IssueCode.ShouldBe("duplicate");
        reply.IssueText.ShouldContain("Bundle.entry[0]");
        reply.Issue["expression"]![0]!.GetValue<string>().ShouldBe("Bundle.entry[2].fullUrl");
    }
}
