using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

public class DateIntervalTests
{
    [Theory]
    [InlineData("1970", 0, 365L * 86_400_000_000)]
    [InlineData("1970-01-01", 0, 86_400_000_000)]
    [InlineData("1970-01-01T00:00Z", 0, 60_000_000)]
    [InlineData("1970-01-01T00:00:00Z", 0, 1_000_000)]
    [InlineData("1970-01-01T00:00:00.5Z", 500_000, 600_000)]
    [InlineData("1970-01-01T00:00:00.1234567Z", 123_456, 123_457)]
    [InlineData("1970-01-01T02:00:00+02:00", 0, 1_000_000)]
    [InlineData("1969-12-31T23:59:60Z", 0, 1_000_000)]
    public void Precision_is_the_width(string text, long low, long high)
    {
        DateInterval.TryParse(text, out var interval).ShouldBeTrue();
        (interval.Low, interval.High).ShouldBe((low, high));
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999")]
    [InlineData("9999-12-31T23:59:60+00:00")]
    [InlineData("2000-02-29")]
    public void The_ends_of_the_calendar_are_dates(string text)
    {
        DateInterval.TryParse(text, out var interval).ShouldBeTrue();
        interval.Low.ShouldBeLessThan(interval.High);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("24")]
    [InlineData("2024-")]
    [InlineData("2024-13")]
    [InlineData("2023-02-29")]
    [InlineData("2024-01-01T")]
    [InlineData("2024-01-01T10")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T10:60:00Z")]
    [InlineData("2024-01-01T10:00:61Z")]
    [InlineData("2024-01-01T10:00:00.Z")]
    [InlineData("2024-01-01T10:00:00+15:00")]
    [InlineData("2024-01-01T10:00:00+0200")]
    [InlineData("2024-01-01T10:00:00Zx")]
    [InlineData("2024-01T10:00:00Z")]
    [InlineData("２０２４")]
    [InlineData(" 2024")]
    public void What_is_no_date_is_refused(string text) => DateInterval.TryParse(text, out _).ShouldBeFalse();
}
