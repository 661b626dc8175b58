using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Server.Tests.Http;

public sealed class HeaderSyntaxTests
{
    [Fact]
    public void A_version_survives_its_etag() =>
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), version => ETag.TryParseVersion(ETag.Of(version), out var read) && read == version)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_header_text_breaks_its_reader() => Prop.ForAll<string>(text =>
    {
        _ = ETag.TryParseVersion(text ?? "", out _);
        _ = ETag.ListHolds(text, 1);
        _ = Prefer.Parse(text);
        _ = Negotiation.OfAccept(text);
        _ = FhirRoute.TryParse(text ?? "", out _, out _);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("W/\"3\"", true)]
    [InlineData("\"3\"", true)]
    [InlineData("3", true)]
    [InlineData("W/\"0\"", false)]
    [InlineData("W/\"-3\"", false)]
    [InlineData("W/\"3", false)]
    [InlineData("", false)]
    public void Versions_are_read_from_tags(string tag, bool isVersion) => ETag.TryParseVersion(tag, out _).ShouldBe(isVersion);

    [Theory]
    [InlineData("*", true)]
    [InlineData("W/\"1\", W/\"2\"", true)]
    [InlineData("W/\"1\"", false)]
    public void A_list_of_tags_holds_a_version(string list, bool holds) => ETag.ListHolds(list, 2).ShouldBe(holds);

    [Theory]
    [InlineData(null, "Json")]
    [InlineData("*/*", "Json")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Json")]
    [InlineData("application/fhir+xml", "Xml")]
    [InlineData("text/xml; charset=utf-8", "Xml")]
    [InlineData("application/fhir+json;q=0, application/fhir+xml", "Xml")]
    [InlineData("application/fhir+json;q=0, */*", "Xml")]
    [InlineData("application/fhir+xml;q=0.9, application/fhir+json;q=0.1", "Xml")]
    [InlineData("application/fhir+xml;q=0.1, application/fhir+json;q=0.9", "Json")]
    [InlineData("application/fhir+xml, application/fhir+json", "Xml")]
    [InlineData("application/fhir+json, application/fhir+xml", "Json")]
    [InlineData("application/fhir+xml, */*;q=0.1", "Xml")]
    [InlineData("application/fhir+xml;q=0.5, */*", "Json")]
    [InlineData("application/fhir+json;q=0.1, */*", "Json")]
    [InlineData("application/fhir+json; fhirVersion=4.0", "Json")]
    [InlineData("application/fhir+xml; fhirVersion=3.0", "")]
    [InlineData("application/fhir+xml;q=0, application/fhir+json;q=0, */*", "")]
    [InlineData("text/turtle", "")]
    public void Accept_is_read(string? accept, string format) => $"{Negotiation.OfAccept(accept)}".ShouldBe(format);

    [Theory]
    [InlineData("json", "Json")]
    [InlineData("xml", "Xml")]
    [InlineData("application/fhir xml", "Xml")]
    [InlineData("text/xml", "Xml")]
    [InlineData("application/fhir+xml; fhirVersion=3.0", "")]
    [InlineData("ttl", "")]
    [InlineData(" ", "")]
    public void The_format_parameter_is_read(string text, string format) => $"{Negotiation.OfParameter(text)}".ShouldBe(format);
}
