using System.Text;
using System.Text.RegularExpressions;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Validation;

public class PrimitiveSyntaxTests
{
    private static bool IsValid(string type, string value)
    {
        R4Definitions.Current.TryGetType(type, out var definition).ShouldBeTrue();
        return PrimitiveSyntax.IsValid(definition!.Format, Encoding.UTF8.GetBytes(value));
    }

    [Theory]
    [InlineData("date", "2024", "2024-02", "2024-02-29", "0001-01-01", "9999-12-31")]
    [InlineData("dateTime", "2024", "2024-02", "2024-02-29", "2024-02-29T00:00:00Z", "2024-02-29T23:59:60.123456789012+14:00", "2024-02-29T10:00:00-13:59")]
    [InlineData("instant", "2024-02-29T00:00:00Z", "2024-02-29T10:00:00.5-05:00")]
    [InlineData("time", "00:00:00", "23:59:59.999", "12:00:60")]
    [InlineData("integer", "0", "-2147483648", "2147483647")]
    [InlineData("unsignedInt", "0", "2147483647")]
    [InlineData("positiveInt", "1", "2147483647")]
    [InlineData("id", "a", "A-1.z", "0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("code", "a", "a b", "ü", "a\tb")]
    [InlineData("uri", "a", "urn:x", "http://é")]
    [InlineData("url", "mailto:a@b")]
    [InlineData("canonical", "http://a|1.0#x")]
    [InlineData("oid", "urn:oid:1.2.3", "urn:oid:2.0.10")]
    [InlineData("uuid", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520")]
    [InlineData("base64Binary", "QQ==", "QUI=", "QUJD", "QU JD\r\nQUJD", "+/+/")]
    [InlineData("string", " ", "a\r\n\tb", "é")]
    [InlineData("markdown", "# a")]
    [InlineData("xhtml", "<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>", "<div>a</div>", " <div\n>a</div> ", "<div />")]
    public void What_has_the_form_is_accepted(string type, params string[] values)
    {
        foreach (var value in values)
        {
            IsValid(type, value).ShouldBeTrue($"{type}: {value}");
        }
    }

    [Theory]
    [InlineData("date", "", "24", "2024-", "2024-13", "2024-00", "2023-02-29", "2024-2-1", "2024-02-29T", "2024-02-29Z", "0000", " 2024", "2024 ", "٢٠٢٤")]
    [InlineData("dateTime", "2024-02-29T00:00:00", "2024-02-29T00:00Z", "2024-02T00:00:00Z", "2024-02-29T24:00:00Z", "2024-02-29T00:60:00Z", "2024-02-29T00:00:61Z", "2024-02-29T00:00:00.Z", "2024-02-29T00:00:00+14:01", "2024-02-29T00:00:00+1400", "2024-02-29 00:00:00Z", "2024-02-29T00:00:00z", "2024-02-29T00:00:00ZZ")]
    [InlineData("instant", "2024", "2024-02-29", "2024-02-29T00:00:00")]
    [InlineData("time", "", "24:00:00", "12:00", "12:00:00Z", "1:00:00", "12:00:00.")]
    [InlineData("integer", "", "1.0", "1e3", "2147483648", "-2147483649", "-")]
    [InlineData("unsignedInt", "-1", "-0", "2147483648", "1.0")]
    [InlineData("positiveInt", "0", "-1")]
    [InlineData("id", "", "a_b", "a b", "é", "01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("code", "", " ", " a", "a ", "a  b", "a\t b", "a\u0001")]
    [InlineData("uri", "", "a b", "a\nb", "\u0000")]
    [InlineData("oid", "", "urn:oid:3.1", "urn:oid:1", "urn:oid:1.", "urn:oid:1..2", "urn:oid:1.02", "1.2.3", "urn:oid:1.2x")]
    [InlineData("uuid", "", "c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873D-ec9a-4326-a141-556f43239520", "urn:uuid:c757873dec9a4326a141556f43239520")]
    [InlineData("base64Binary", "", "QQ", "Q===", "QQ=A", "Q Q", "QQ_-", "QQ==QQ==", "é")]
    [InlineData("string", "", "a\u0000", "a\u000B")]
    [InlineData("xhtml", "", "a", "<p>a</p>", "<divine>a</divine>", "<div>", "<div>a</p>")]
    public void What_has_not_is_refused(string type, params string[] values)
    {
        foreach (var value in values)
        {
            IsValid(type, value).ShouldBeFalse($"{type}: {value}");
        }
    }

    [Theory]
    [InlineData("date", "0123456789-")]
    [InlineData("dateTime", "0123456789-T:Z+.")]
    [InlineData("instant", "0123456789-T:Z+.")]
    [InlineData("time", "0123456789:.")]
    [InlineData("oid", "012.urn:oid")]
    [InlineData("id", "aZ0-._ ")]
    [InlineData("code", "a \t")]
    public void Nothing_is_accepted_that_HL7s_own_pattern_refuses(string type, string alphabet)
    {
        R4Definitions.Current.TryGetType(type, out var definition).ShouldBeTrue();
        var pattern = new Regex(definition!.Pattern!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        string[] seeds = ["2024-02-29T23:59:59.5+10:00", "2024-02-29", "1999-12", "12:30:00.25", "urn:oid:1.2.840", "a b-c.d"];
        var mutations =
            from seed in Gen.Elements(seeds)
            from position in Gen.Choose(0, seed.Length - 1)
            from length in Gen.Choose(0, 2)
            from insert in Gen.ArrayOf(Gen.Elements(alphabet.ToCharArray()))
            select seed[..position] + new string(insert[..Math.Min(insert.Length, 3)]) + seed[Math.Min(position + length, seed.Length)..];
        Prop.ForAll(mutations.ToArbitrary(), text => !IsValid(type, text) || pattern.IsMatch(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_string_may_have_a_megabyte_and_no_more()
    {
        IsValid("string", new string('a', 1024 * 1024)).ShouldBeTrue();
        IsValid("string", new string('a', (1024 * 1024) + 1)).ShouldBeFalse();
        IsValid("string", new string('é', 1024 * 1024)).ShouldBeTrue("the limit counts characters");
    }

    [Fact]
    public void Large_base64_is_no_string() => IsValid("base64Binary", new string('A', 8 * 1024 * 1024)).ShouldBeTrue();
}
