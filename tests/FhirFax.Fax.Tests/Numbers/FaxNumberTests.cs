using FhirFax.Fax.Numbers;

namespace FhirFax.Fax.Tests.Numbers;

public sealed class FaxNumberTests
{
    [Theory]
    [InlineData("+15551234567", "+15551234567")]
    [InlineData("+1 555 123 4567", "+15551234567")]
    [InlineData("+1 (555) 123-4567", "+15551234567")]
    [InlineData("+1.555.123.4567", "+15551234567")]
    [InlineData("+1\u00A0555\u00A0123\u00A04567", "+15551234567")]
    [InlineData("+1\u2010555\u2011123\u20134567\u2015", "+15551234567")]
    [InlineData("+1/555/123/4567", "+15551234567")]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("+39 06 1234567", "+39061234567")]
    [InlineData("+49 (30) 1234567", "+49301234567")]
    [InlineData("+1234567", null)]
    [InlineData("+2345678", "+2345678")]
    [InlineData("+234567890123456", "+234567890123456")]
    [InlineData("+ 44 20 7946 0018 ", "+442079460018")]
    public void International_form_is_read(string text, string? expected)
    {
        FaxNumber.TryParse(text, null, out var number, out var refusal).ShouldBe(expected is not null);
        number.ToString().ShouldBe(expected ?? "");
        (refusal is null).ShouldBe(expected is not null);
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("  \t", "empty")]
    [InlineData("(555) 123-4567", "did you mean +15551234567?")]
    [InlineData("5551234567", "did you mean +15551234567?")]
    [InlineData("15551234567", "did you mean +15551234567?")]
    [InlineData("1-555-123-4567", "did you mean +15551234567?")]
    [InlineData(" +15551234567", "did you mean +15551234567?")]
    [InlineData("0044 20 7946 0018", "write +442079460018")]
    [InlineData("011 44 20 7946 0018", "write +442079460018")]
    [InlineData("001 555 123 4567", "write +15551234567")]
    [InlineData("0114 496 0000", "without the leading 0")]
    [InlineData("020 7946 0018", "without the leading 0")]
    [InlineData("442079460018", "did you mean +442079460018?")]
    [InlineData("+44 (0) 20 7946 0018", "did you mean +442079460018?")]
    [InlineData("+44 (0)20 7946 0018", "(0) is dialled only inside the country")]
    [InlineData("+44 ( 0 ) 20 7946 0018", "did you mean +442079460018?")]
    [InlineData("+44 (-0.) 20 7946 0018", "'+44 (-0.) 20 7946 0018' is not in E.164 form")]
    [InlineData("+15551234567 x12", "did you mean +15551234567?")]
    [InlineData("+1 555 123 4567 ext. 12", "no extension; did you mean +15551234567?")]
    [InlineData("+15551234567;ext=12", "no extension; did you mean +15551234567?")]
    [InlineData("+15551234567#12", "no extension")]
    [InlineData("+15551234567,,9", "no extension")]
    [InlineData("555-123-4567 ext 9", "no extension; did you mean +15551234567?")]
    [InlineData("+1 800 FLOWERS", "letters")]
    [InlineData("fax", "letters")]
    [InlineData("tel:+15551234567", "did you mean +15551234567?")]
    [InlineData("fax:+1-555-123-4567", "did you mean +15551234567?")]
    [InlineData("TEL:555-123-4567", "did you mean +15551234567?")]
    [InlineData("+\u0661\u0665\u0665\u0665\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "did you mean +15551234567?")]
    [InlineData("+\uFF11\uFF15\uFF15\uFF151234567", "digits are not 0 to 9; did you mean +15551234567?")]
    [InlineData("\uFF0B15551234567", "did you mean +15551234567?")]
    [InlineData("+0555123456", "no country code begins with 0")]
    [InlineData("+1 555 123 456", "exactly ten digits, but here are 9")]
    [InlineData("+1 555 123 45678", "exactly ten digits, but here are 11")]
    [InlineData("+1 155 123 4567", "area code begins with 2 to 9")]
    [InlineData("+123456", "exactly ten digits")]
    [InlineData("+234567", "too short")]
    [InlineData("+2345678901234567", "more than 15 digits")]
    [InlineData("+", "no digits")]
    [InlineData("++15551234567", "did you mean +15551234567?")]
    [InlineData("+15551234567\t", "signs or blanks that do not belong")]
    [InlineData("+1_555_123_4567", "did you mean +15551234567?")]
    [InlineData("1234567", "no country code")]
    public void Anything_else_is_refused_with_the_likely_correction(string? text, string expected)
    {
        FaxNumber.TryParse(text, null, out var number, out var refusal).ShouldBeFalse();
        number.ShouldBe(default);
        refusal.ShouldNotBeNull().ShouldContain(expected);
    }

    [Theory]
    [InlineData("5551234567", "+15551234567")]
    [InlineData("(555) 123-4567", "+15551234567")]
    [InlineData("15551234567", "+15551234567")]
    [InlineData("1 555 123 4567", "+15551234567")]
    [InlineData("+442079460018", "+442079460018")]
    [InlineData("1551234567", null)]
    [InlineData("0551234567", null)]
    [InlineData("11551234567", null)]
    [InlineData("555123456", null)]
    [InlineData("442079460018", null)]
    [InlineData("00442079460018", null)]
    [InlineData("011442079460018", null)]
    [InlineData("(0)5551234567", null)]
    [InlineData("5551234567 x1", null)]
    public void With_default_country_code_1_national_numbers_are_read_too(string text, string? expected)
    {
        FaxNumber.TryParse(text, "1", out var number, out _).ShouldBe(expected is not null);
        number.ToString().ShouldBe(expected ?? "");
    }

    [Fact]
    public void No_other_default_country_code_has_any_effect() =>
        FaxNumber.TryParse("2079460018", "44", out _, out _).ShouldBeFalse();

    [Fact]
    public void A_refusal_quotes_at_most_a_little_and_no_control_characters()
    {
        FaxNumber.TryParse("\u0000\r\n" + new string('9', 5000), null, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldNotBeNull().Length.ShouldBeLessThan(200);
        refusal.ShouldNotContain("\n");
        refusal.ShouldContain("too long");
    }
}
