using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

public class SearchTextTests
{
    [Theory]
    [InlineData("Peter", "peter")]
    [InlineData("  Peter \t  James\n", "peter james")]
    [InlineData("Müller", "muller")]
    [InlineData("Mu\u0308ller", "muller")]
    [InlineData("ÅNGSTRÖM", "angstrom")]
    [InlineData("Straße", "strasse")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("Œuvre", "oeuvre")]
    [InlineData("ﬁn", "fin")]
    [InlineData("ΟΔΥΣΣΕΎΣ", "οδυσσευσ")]
    [InlineData("Ёлка", "елка")]
    [InlineData("東京", "東京")]
    [InlineData("\u0301", "")]
    [InlineData("", "")]
    public void Case_accents_and_spacing_do_not_count(string text, string expected) => SearchText.Normalize(text).ShouldBe(expected);

    [Fact]
    public void A_long_text_is_cut_without_splitting_a_character()
    {
        var text = new string('x', SearchText.MaxLength - 1) + "😀😀";

        SearchText.Normalize(text).ShouldBe(new string('x', SearchText.MaxLength - 1));
        SearchText.Clip(text).Length.ShouldBe(SearchText.MaxLength - 1);
    }
}
