using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

public class MetaLabelTests
{
    [Theory]
    [InlineData("urn:a", "b c")]
    [InlineData("urn:a", null)]
    [InlineData(null, "b")]
    [InlineData("urn:a|b", "c|d")]
    public void What_is_written_is_read(string? system, string? code) =>
        MetaLabel.Parse(new MetaLabel(system, code).ToString()).ShouldBe(new MetaLabel(system, code));
}
