using FhirFax.EFax.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.EFax.Tests.Numbers;

public sealed class EFaxNumberTests
{
    [Theory]
    [InlineData("+15551234567", "15551234567")]
    [InlineData("+442079460018", "+442079460018")]
    [InlineData("+85221234567", "+85221234567")]
    [InlineData("15551234567", null)]
    [InlineData("+1555123456", null)]
    [InlineData("+0123456789", null)]
    [InlineData(null, null)]
    public void A_number_is_sent_in_the_carriers_form(string? e164, string? expected) => EFaxNumber.ToCarrier(e164).ShouldBe(expected);

    [Theory]
    [InlineData("12025550123", "+12025550123")]
    [InlineData("2025550123", "+12025550123")]
    [InlineData("+12025550123", "+12025550123")]
    [InlineData("1-323-555-6666", "+13235556666")]
    [InlineData("442079460018", "+442079460018")]
    [InlineData("+442079460018", "+442079460018")]
    [InlineData("unavailable", null)]
    [InlineData("Unavailable", null)]
    [InlineData(" ", null)]
    [InlineData(null, null)]
    [InlineData("ANONYMOUS", "ANONYMOUS")]
    [InlineData("4711", "4711")]
    [InlineData("01234", "01234")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    public void A_listed_number_becomes_E164_where_it_can_be_told(string? listed, string? expected) => EFaxNumber.FromCarrier(listed).ShouldBe(expected);

    [Fact]
    public void Every_number_comes_back_as_it_went()
    {
        var digits = Gen.Choose(0, 9);
        var northAmerican = from area in Gen.Choose(2, 9) from rest in digits.ArrayOf(9) select $"+1{area}{string.Concat(rest)}";
        var other = from first in Gen.Choose(2, 9) from length in Gen.Choose(6, 14) from rest in digits.ArrayOf(length) select $"+{first}{string.Concat(rest)}";

        Prop.ForAll(Gen.OneOf(northAmerican, other).ToArbitrary(), static number =>
        {
            var sent = EFaxNumber.ToCarrier(number);
            return sent is not null && EFaxNumber.FromCarrier(sent) == number;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_is_too_strange_to_read() =>
        Prop.ForAll<string?>(static text =>
        {
            _ = EFaxNumber.FromCarrier(text);
            _ = EFaxNumber.ToCarrier(text);
            return true;
        }).QuickCheckThrowOnFailure();
}
