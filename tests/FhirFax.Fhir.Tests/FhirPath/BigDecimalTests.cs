using System.Globalization;
using System.Numerics;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Tests.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.FhirPath;

/// <summary>R4 datatypes.html#decimal: any precision.</summary>
public sealed class BigDecimalTests
{
    private static readonly Gen<decimal> Decimals =
        from digits in Gen.Choose(int.MinValue + 1, int.MaxValue)
        from scale in Gen.Choose(0, 9)
        select new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)scale);

    [Fact]
    public void It_computes_and_compares_as_a_decimal_does() => Prop.ForAll(Decimals.Two().ToArbitrary(), pair =>
    {
        var (a, b) = pair;
        BigDecimal x = a, y = b;
        x.CompareTo(y).ShouldBe(a.CompareTo(b));
        (x == y).ShouldBe(a == b);
        ((decimal)(x + y)).ShouldBe(a + b);
        ((decimal)(x - y)).ShouldBe(a - b);
        ((decimal)(x * y)).ShouldBe(a * b);
        ((decimal)x.Truncate()).ShouldBe(decimal.Truncate(a));
        ((decimal)x.Round(2)).ShouldBe(Math.Round(a, 2, MidpointRounding.AwayFromZero));
        x.ToString().ShouldBe(a.ToString(CultureInfo.InvariantCulture));
        ((double)x).ShouldBe((double)a, Math.Abs((double)a) * 1e-15);
        if (b != 0)
        {
            ((decimal)(x % y)).ShouldBe(a % b);
            // A decimal may have one digit more.
            (((x / y) - (a / b)).Abs() <= (BigDecimal)1e-17m * (BigDecimal)Math.Max(1, Math.Abs(a / b))).ShouldBeTrue($"{a} / {b}");
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Numbers_of_any_length_compare_as_integers_do() => Prop.ForAll(
        (from digits in Gen.ListOf(Gen.Choose(0, 9)) from other in Gen.ListOf(Gen.Choose(0, 9)) from exponent in Gen.Choose(-60, 60) select (digits, other, exponent)).ToArbitrary(),
        sample =>
        {
            var (a, b) = ("1" + string.Concat(sample.digits), "1" + string.Concat(sample.other));
            BigDecimal.TryParse($"{a}e{sample.exponent}", out var x).ShouldBeTrue();
            BigDecimal.TryParse($"{b}e{sample.exponent}", out var y).ShouldBeTrue();

            x.CompareTo(y).ShouldBe(BigInteger.Parse(a, CultureInfo.InvariantCulture).CompareTo(BigInteger.Parse(b, CultureInfo.InvariantCulture)));
            (x == y).ShouldBe(x.GetHashCode() == y.GetHashCode());
            BigDecimal.TryParse(x.ToString(), out var again).ShouldBeTrue();
            again.ShouldBe(x);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1e99", "1E+99", 0)]
    [InlineData("1e99", "9.99e98", 1)]
    [InlineData("-1e99", "1e-99", -1)]
    [InlineData("0e99", "0", 0)]
    [InlineData("1e-99", "0", 1)]
    [InlineData("1.50", "1.5", 0)]
    [InlineData("1e9999999", "1e9999998", 1)]
    [InlineData("10e9999998", "1e9999999", 0)]
    [InlineData("1234567890123456789012345678901234567890.1", "1234567890123456789012345678901234567890.2", -1)]
    public void Numbers_beyond_a_decimal_compare(string left, string right, int expected)
    {
        BigDecimal.TryParse(left, out var x).ShouldBeTrue();
        BigDecimal.TryParse(right, out var y).ShouldBeTrue();

        x.CompareTo(y).ShouldBe(expected);
        y.CompareTo(x).ShouldBe(-expected);
        if (expected == 0)
        {
            x.GetHashCode().ShouldBe(y.GetHashCode());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e1.5")]
    [InlineData("1e99999999999")]
    [InlineData("0x1")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    public void What_is_no_number_or_too_large_is_not_read(string text) => BigDecimal.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Sums_that_would_be_endless_overflow()
    {
        BigDecimal.TryParse("1e9999", out var large).ShouldBeTrue();
        BigDecimal.TryParse("1e-9999", out var small).ShouldBeTrue();

        Should.Throw<OverflowException>(() => large + small);
        Should.Throw<OverflowException>(() => (int)large);
        Should.Throw<OverflowException>(() => (decimal)large);
        ((decimal)small).ShouldBe(0);
        (large * small).ShouldBe(1);
        (large / large).ShouldBe(1);
    }

    [Theory]
    [InlineData("1e99", "1e98")]
    [InlineData("1234567890123456789012345678901234567891", "1234567890123456789012345678901234567890")]
    [InlineData("0.00000000000000000000000000000000000002", "0.00000000000000000000000000000000000001")]
    public void Invariants_are_decided_over_numbers_beyond_a_decimal(string larger, string smaller)
    {
        string Range(string low, string high) =>
            $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueRange":{"low":{"value":{{low}}},"high":{"value":{{high}} } } }""";

        Checking.Accepts(Range(smaller, larger));
        Checking.Issues(Range(larger, smaller)).ShouldHaveSingleItem().Text.ShouldEndWith("(rng-2).");
    }

    [Theory]
    [InlineData("1e-99", true)]
    [InlineData("-1e-99", false)]
    [InlineData("-1e99", false)]
    public void The_sign_of_the_smallest_number_counts(string value, bool isValid)
    {
        var issues = Checking.Issues($$"""{"resourceType":"Patient","extension":[{"url":"http://a","valueAge":{"value":{{value}},"system":"http://unitsofmeasure.org","code":"a"} }]}""");

        issues.Count.ShouldBe(isValid ? 0 : 1);
    }
}
