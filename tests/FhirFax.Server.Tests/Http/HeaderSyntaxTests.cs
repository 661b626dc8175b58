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
        _ = MediaTypes.AcceptsJson(text);
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
    [InlineData(null, true)]
    [InlineData("*/*", true)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData("application/fhir+xml", false)]
    [InlineData("application/fhir+json;q=0, application/fhir+xml", false)]
    [InlineData("application/fhir+json; fhirVersion=4.0", true)]
    public void Accept_is_read(string? accept, bool json) => MediaTypes.AcceptsJson(accept).ShouldBe(json);
}
