using System.Text.RegularExpressions;
using FhirFax.Fax.Numbers;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Numbers;

public sealed partial class FaxNumberProperties
{
    /// <summary>Text made of what numbers are really written with, so that a good share is accepted.</summary>
    private static readonly Gen<string> NumberLike =
        from start in Gen.Elements("+", "+1", "+44", "", "00", "011", "tel:", "1", "+1 (")
        from rest in Gen.ListOf(Gen.Elements("0123456789 .-/()\u00A0\u2013".ToCharArray()), 10).Or(Gen.ListOf(Gen.Elements("0123456789x+;A\u0663".ToCharArray())))
        select start + string.Concat(rest);

    private static readonly Arbitrary<string?> Texts =
        Arb.From(Gen.OneOf(NumberLike.Select(s => (string?)s), ArbMap.Default.GeneratorFor<string?>()));

    [Fact]
    public void Whatever_is_accepted_is_E164_and_reads_back_as_itself() =>
        Prop.ForAll(Texts, text =>
        {
            foreach (var country in new[] { null, "1" })
            {
                if (!FaxNumber.TryParse(text, country, out var number, out var refusal))
                {
                    refusal.ShouldNotBeNullOrEmpty();
                    number.ToString().ShouldBe("");
                    continue;
                }

                refusal.ShouldBeNull();
                E164().IsMatch(number.ToString()).ShouldBeTrue(number.ToString());
                FaxNumber.TryParse(number.ToString(), null, out var again, out _).ShouldBeTrue();
                again.ShouldBe(number);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Separators_never_change_which_number_is_read() =>
        Prop.ForAll(
            Arb.From(Gen.Elements("0123456789".ToCharArray()).ListOf(9)),
            Arb.From(Gen.Elements(" .-/\u00A0\u2010\u2015".ToCharArray()).ListOf(9)),
            (digits, separators) =>
            {
                var plain = "+1" + "5" + string.Concat(digits);
                var spaced = "+1" + "5" + string.Concat(separators.Zip(digits, (s, d) => $"{s}{d}"));
                FaxNumber.TryParse(plain, null, out var expected, out _).ShouldBeTrue();
                FaxNumber.TryParse(spaced, null, out var actual, out _).ShouldBeTrue(spaced);
                actual.ShouldBe(expected);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_suggested_number_is_always_one_that_would_be_accepted() =>
        Prop.ForAll(Texts, text =>
        {
            if (!FaxNumber.TryParse(text, null, out _, out var refusal) && Suggestion().Match(refusal) is { Success: true } match)
            {
                FaxNumber.TryParse(match.Groups[1].Value, null, out _, out _).ShouldBeTrue(refusal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [GeneratedRegex(@"^\+(1[2-9][0-9]{9}|[2-9][0-9]{6,14})\z")]
    private static partial Regex E164();

    [GeneratedRegex(@"(?:did you mean|not written; write) (\+[0-9]+)")]
    private static partial Regex Suggestion();
}
