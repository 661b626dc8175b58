using System.Globalization;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Search;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Search;

/// <summary>What holds for any input.</summary>
public class SearchProperties
{
    private static readonly string[] Formats =
    [
        "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.fzzz", "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz",
    ];

    [Fact]
    public void A_date_means_an_interval_that_contains_the_instant_it_was_cut_from()
    {
        var instants = Gen.Choose(0, 3_600_000).Select(hours => new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hours))
            .SelectMany(start => Gen.Choose(0, 3_599_999).Select(ms => start.AddMilliseconds(ms).AddTicks(ms % 10_000)))
            .SelectMany(instant => Gen.Choose(-14 * 4, 14 * 4).Select(quarters => instant.ToOffset(TimeSpan.FromMinutes(15 * quarters))));
        var cases = instants.SelectMany(instant => Gen.Elements(Formats).Select(format => (instant, format)));

        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            var (instant, format) = example;
            var text = instant.ToString(format, CultureInfo.InvariantCulture);
            var isDate = !format.Contains('T', StringComparison.Ordinal);
            var at = DateInterval.MicrosecondsOf(isDate ? new DateTimeOffset(instant.DateTime, TimeSpan.Zero) : instant);

            return DateInterval.TryParse(text, out var interval) && interval.Low < interval.High && interval.Low <= at && at < interval.High;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Normalising_twice_changes_nothing_more() => ForAnyText(text =>
    {
        var once = SearchText.Normalize(text);
        return SearchText.Normalize(once) == once && once.Length <= SearchText.MaxLength * 3;
    });

    [Fact]
    public void Case_never_counts() => ForAnyText(text =>
        SearchText.Normalize(text.ToUpperInvariant().ToLowerInvariant()) == SearchText.Normalize(text.ToLowerInvariant().ToUpperInvariant().ToLowerInvariant()));

    [Fact]
    public void An_escaped_value_is_one_value_and_reads_back() => ForAnyText(text =>
    {
        var escaped = SearchEscaping.Escape(text);
        return SearchEscaping.Unescape(escaped) == text
            && SearchEscaping.Split(escaped, ',').Count == 1
            && SearchEscaping.Split(escaped, '|').Count == 1
            && SearchEscaping.Split(escaped + "," + escaped, ',').Count == 2;
    });

    [Fact]
    public void Any_text_is_an_expression_or_an_error() => ForAnyText(text =>
        FhirPathExpression.TryParse(text, out var expression, out var problem) ? expression is not null : problem is { Length: > 0 });

    [Fact]
    public void Any_query_is_a_query_or_an_error()
    {
        var parser = new SearchQueryParser(R4Definitions.Current);
        string[] names = ["name", "birthdate", "identifier", "organization", "_id", "_lastUpdated", "_count", "_sort", "_profile"];
        ForAnyText(text =>
        {
            var fixedNames = parser.Parse("Patient", names.Select(name => KeyValuePair.Create(name, text)), []);
            var anyName = parser.Parse("Observation", [KeyValuePair.Create(text, "1"), KeyValuePair.Create("value-quantity", text)], []);
            return (fixedNames.Query is null) == (fixedNames.Errors.Count > 0) && (anyName.Query is null) == (anyName.Errors.Count > 0);
        });
    }

    [Fact]
    public void A_number_lies_within_its_interval() =>
        Prop.ForAll(ArbMap.Default.ArbFor<decimal>(), number =>
            NumberInterval.TryParse(number.ToString(CultureInfo.InvariantCulture), out var interval)
            && interval.Low < interval.High
            && interval.Low <= (double)number
            && (double)number <= interval.High).QuickCheckThrowOnFailure();

    private static void ForAnyText(Func<string, bool> holds)
    {
        var letters = Gen.OneOf(
            Gen.Elements("aAäÄßıİſΣς'`\"\\.,|$()[]{}%@#/* \t\n0123456789-+T:ZéÅﬁ\u0301\u00A0\u3000".ToCharArray()),
            Gen.Choose(0, 0xFFFF).Select(code => (char)code));
        var texts = Gen.Choose(0, 40).SelectMany(length => Gen.ArrayOf(letters, length)).Select(chars => new string(chars));
        Prop.ForAll(texts.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
