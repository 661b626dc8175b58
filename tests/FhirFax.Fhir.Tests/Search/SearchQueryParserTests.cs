using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

public class SearchQueryParserTests
{
    private const string Base = "http://us.example/fhir/R4";

    private static readonly SearchQueryParser Parser = new(R4Definitions.Current);

    [Theory]
    [InlineData("birthdate", "ge2000", SearchParameterType.Date)]
    [InlineData("name", "Peter", SearchParameterType.String)]
    [InlineData("gender", "male", SearchParameterType.Token)]
    [InlineData("organization", "Organization/1", SearchParameterType.Reference)]
    [InlineData("_profile", "http://example.org/p", SearchParameterType.Uri)]
    [InlineData("_tag", "http://example.org|a", SearchParameterType.Token)]
    [InlineData("_security", "R", SearchParameterType.Token)]
    [InlineData("_source", "http://example.org", SearchParameterType.Uri)]
    public void A_declared_parameter_becomes_a_filter(string name, string value, SearchParameterType type)
    {
        var result = Parse("Patient", (name, value));

        var filter = result.Query.ShouldNotBeNull().Filters.ShouldHaveSingleItem().ShouldBeOfType<SearchFilter.Parameter>();
        filter.Code.ShouldBe(name);
        filter.Type.ShouldBe(type);
        filter.AnyOf.ShouldHaveSingleItem();
        result.Applied.ShouldBe([KeyValuePair.Create(name, value)]);
        result.Ignored.ShouldBeEmpty();
    }

    [Fact]
    public void Commas_are_alternatives_and_repeats_are_conditions()
    {
        var result = Parse("Patient", ("name", "a,b\\,c,"), ("name", "d"));

        result.Query!.Filters.Count.ShouldBe(2);
        Values(result.Query.Filters[0]).ShouldBe([new SearchValue.String("a"), new SearchValue.String("b,c")]);
        Values(result.Query.Filters[1]).ShouldBe([new SearchValue.String("d")]);
    }

    [Fact]
    public void Text_is_normalised_as_the_index_is() =>
        Value("Patient", "family", "  MÜLLER   von  ").ShouldBe(new SearchValue.String("muller von"));

    [Theory]
    [InlineData("male", null, "male")]
    [InlineData("urn:sys|A-1", "urn:sys", "A-1")]
    [InlineData("|A", "", "A")]
    [InlineData("urn:sys|", "urn:sys", null)]
    [InlineData(@"a\|b", null, "a|b")]
    [InlineData(@"s\|1|a\,b", "s|1", "a,b")]
    public void Tokens(string text, string? system, string? code) =>
        Value("Patient", "identifier", text).ShouldBe(new SearchValue.Token(system, code));

    [Fact]
    public void The_system_that_a_code_elements_binding_implies_may_be_written()
    {
        Values(Parse("Patient", ("gender", "http://hl7.org/fhir/administrative-gender|male")).Query!.Filters[0]).ShouldBe(
            [new SearchValue.Token("", "male")]);
        Values(Parse("Task", ("code", "http://hl7.org/fhir/administrative-gender|male")).Query!.Filters[0]).Count.ShouldBe(1);
        Values(Parse("Patient", ("gender", "http://wrong.example|male")).Query!.Filters[0]).ShouldBe([new SearchValue.Token("http://wrong.example", "male")]);
        Values(Parse("Patient", ("identifier", "http://hl7.org/fhir/administrative-gender|male")).Query!.Filters[0]).Count.ShouldBe(1);
    }

    [Fact]
    public void A_telephone_number_may_be_written_with_separators()
    {
        Values(Parse("Patient", ("telecom", "(555) 123-4567")).Query!.Filters[0]).ShouldBe(
            [new SearchValue.Token(null, "(555) 123-4567"), new SearchValue.Token(null, "5551234567")]);
        Values(Parse("Patient", ("identifier", "12-34")).Query!.Filters[0]).ShouldBe([new SearchValue.Token(null, "12-34")]);
    }

    [Theory]
    [InlineData("23", null, "23")]
    [InlineData("Patient/23", "Patient", "23")]
    [InlineData("Patient/23/_history/4", "Patient", "23")]
    [InlineData(Base + "/Patient/23", "Patient", "23")]
    [InlineData("https://other.example/fhir/Patient/23", "Patient", "https://other.example/fhir/Patient/23")]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", null, "urn:uuid:c757873d-ec9a-4326-a141-556f43239520")]
    public void References(string text, string? type, string target) =>
        Value("Communication", "subject", text).ShouldBe(new SearchValue.Reference(type, target));

    [Theory]
    [InlineData("2024", SearchPrefix.Equal, "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z")]
    [InlineData("ge2024-02", SearchPrefix.GreaterOrEqual, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("ne2024-02-29", SearchPrefix.NotEqual, "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("lt2024-02-29T10:30", SearchPrefix.LessThan, "2024-02-29T10:30:00Z", "2024-02-29T10:31:00Z")]
    [InlineData("gt2024-02-29T10:30:05", SearchPrefix.GreaterThan, "2024-02-29T10:30:05Z", "2024-02-29T10:30:06Z")]
    [InlineData("le2024-02-29T10:30:05.5Z", SearchPrefix.LessOrEqual, "2024-02-29T10:30:05.5Z", "2024-02-29T10:30:05.6Z")]
    [InlineData("sa2024-02-29T10:30:05-05:00", SearchPrefix.StartsAfter, "2024-02-29T15:30:05Z", "2024-02-29T15:30:06Z")]
    [InlineData("eb2024-02-29T10:30:05 02:00", SearchPrefix.EndsBefore, "2024-02-29T08:30:05Z", "2024-02-29T08:30:06Z")]
    [InlineData("ap2025-12-31", SearchPrefix.Approximately, "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z")]
    public void Dates(string text, SearchPrefix prefix, string low, string high) =>
        Value("Patient", "birthdate", text).ShouldBe(new SearchValue.Date(prefix, Microseconds(low), Microseconds(high)));

    [Theory]
    [InlineData("100", SearchPrefix.Equal, 99.5, 100.5)]
    [InlineData("lt100.00", SearchPrefix.LessThan, 99.995, 100.005)]
    [InlineData("-1.5", SearchPrefix.Equal, -1.55, -1.45)]
    [InlineData("1e2", SearchPrefix.Equal, 95, 105)]
    [InlineData("ap100", SearchPrefix.Approximately, 99.5, 100.5)]
    public void Numbers(string text, SearchPrefix prefix, double low, double high) =>
        Value("RiskAssessment", "probability", text).ShouldBe(new SearchValue.Number(prefix, low, high));

    [Theory]
    [InlineData("5.4", SearchPrefix.Equal, null, null)]
    [InlineData("gt5.4|http://unitsofmeasure.org|mg", SearchPrefix.GreaterThan, "http://unitsofmeasure.org", "mg")]
    [InlineData("5.4||mg", SearchPrefix.Equal, null, "mg")]
    public void Quantities(string text, SearchPrefix prefix, string? system, string? code) =>
        Value("Observation", "value-quantity", text).ShouldBe(new SearchValue.Quantity(prefix, 5.35, 5.45, system, code));

    [Fact]
    public void Id_and_lastUpdated_are_filters_of_their_own()
    {
        var result = Parse("Patient", ("_id", "a,b"), ("_lastUpdated", "gt2024,2020"));

        result.Query!.Filters[0].ShouldBeOfType<SearchFilter.Id>().AnyOf.ShouldBe(["a", "b"]);
        result.Query.Filters[1].ShouldBeOfType<SearchFilter.LastUpdated>().AnyOf.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("birthdate", "yesterday")]
    [InlineData("birthdate", "2024-02-30")]
    [InlineData("birthdate", "xx2024")]
    [InlineData("_lastUpdated", "2024-1")]
    [InlineData("identifier", "|")]
    [InlineData("organization", "not an id")]
    [InlineData("organization", "Nonsense/1")]
    [InlineData("_count", "-1")]
    [InlineData("_count", "ten")]
    [InlineData("_offset", "-5")]
    [InlineData("_total", "maybe")]
    [InlineData("_sort", "nothing")]
    [InlineData("_sort", "--birthdate")]
    [InlineData("name:nonsense", "x")]
    [InlineData("name:not", "x")]
    [InlineData("gender:in", "http://example.org/vs")]
    [InlineData("_lastUpdated:missing", "true")]
    [InlineData("_id:missing", "true")]
    [InlineData("organization:Patient.name", "x")]
    [InlineData("organization:Nonsense.name", "x")]
    [InlineData("organization.nonsense", "x")]
    [InlineData("organization:Organization.nonsense", "x")]
    [InlineData("name.family", "x")]
    [InlineData("_has:Observation:patient", "x")]
    [InlineData("_has:Observation:nonsense:code", "x")]
    [InlineData("_has:Observation:code:code", "x")]
    [InlineData("_has:Nonsense:patient:code", "x")]
    [InlineData("_has:Organization:endpoint:name", "x")]
    public void A_bad_value_is_an_error_that_names_the_parameter_and_does_not_repeat_the_value(string name, string value)
    {
        var result = Parse("Patient", (name, value));

        result.Query.ShouldBeNull();
        var issue = result.Errors.ShouldHaveSingleItem();
        issue.Severity.ShouldBe(IssueSeverity.Error);
        issue.Text.ShouldContain(name.Split(':', '.')[0]);
        issue.Code.ShouldBe(name.Contains(':', StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal) ? IssueCode.NotSupported : IssueCode.Value);
    }

    [Theory]
    [InlineData("birthDate", "2024", "'birthdate'")]
    [InlineData("famly", "x", "'family'")]
    [InlineData("_lastupdated", "2024", "'_lastUpdated'")]
    [InlineData("zzzzzz", "2024", "'zzzzzz'")]
    [InlineData("_sort:desc", "family", "'_sort' takes no such modifier")]
    [InlineData("_count:exact", "1", "'_count' takes no such modifier")]
    [InlineData("name", "", "'name'")]
    [InlineData("name", ",,", "'name'")]
    [InlineData("birthdate", ",", "'birthdate'")]
    public void What_cannot_be_used_is_listed_and_left_out(string name, string value, string mentions)
    {
        var result = Parse("Patient", (name, value), ("active", "true"));

        result.Errors.ShouldBeEmpty();
        result.Query.ShouldNotBeNull().Filters.ShouldHaveSingleItem();
        result.Ignored.ShouldHaveSingleItem().Text.ShouldContain(mentions);
        result.Applied.ShouldBe([KeyValuePair.Create("active", "true")]);
    }

    [Fact]
    public void Result_parameters_shape_the_query()
    {
        var result = Parse(
            "Patient", ("_sort", "-birthdate,_id"), ("_sort", "-_lastUpdated"), ("_count", "5000"), ("_offset", "40"), ("_total", "accurate"), ("_cursor", "x1"), ("_format", "json"));

        var query = result.Query.ShouldNotBeNull();
        query.Sort.ShouldBe(
        [
            new SortKey("birthdate", SearchParameterType.Date, true),
            new SortKey("_id", SearchParameterType.Token, false),
            new SortKey("_lastUpdated", SearchParameterType.Date, true),
        ]);
        query.Count.ShouldBe(1000);
        query.Offset.ShouldBe(40);
        query.Total.ShouldBeTrue();
        query.Cursor.ShouldBe("x1");
        result.Applied.ShouldContain(KeyValuePair.Create("_count", "1000"));
    }

    [Fact]
    public void Summary_count_and_a_count_of_zero_only_count()
    {
        foreach (var result in new[] { Parse("Patient", ("_count", "7"), ("_summary", "count")), Parse("Patient", ("_count", "0")) })
        {
            result.Query.ShouldNotBeNull().Count.ShouldBe(0);
            result.Query.Total.ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_asked_is_everything_twenty_at_a_time()
    {
        var query = Parse("Patient").Query.ShouldNotBeNull();

        query.Filters.ShouldBeEmpty();
        query.Sort.ShouldBeEmpty();
        query.Count.ShouldBe(20);
        query.Total.ShouldBeFalse();
        query.Cursor.ShouldBeNull();
    }

    [Fact]
    public void Numbers_of_parameters_and_of_alternatives_are_bounded()
    {
        var many = Enumerable.Repeat(("name", "a"), 101).ToArray();

        Parse("Patient", many).Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.TooCostly);
        Parse("Patient", ("name", string.Join(',', Enumerable.Repeat("a", 201)))).Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.TooCostly);
        Parse("Patient", ("name", string.Join(',', Enumerable.Repeat("a", 200)))).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Every_error_is_reported_at_once() =>
        Parse("Patient", ("birthdate", "x"), ("_count", "x"), ("name:nonsense", "x")).Errors.Count.ShouldBe(3);

    private static SearchParseResult Parse(string type, params (string Name, string Value)[] pairs) =>
        Parser.Parse(type, pairs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), [Base]);

    private static IReadOnlyList<SearchValue> Values(SearchFilter filter) => filter.ShouldBeOfType<SearchFilter.Parameter>().AnyOf;

    private static SearchValue Value(string type, string name, string value) =>
        Values(Parse(type, (name, value)).Query.ShouldNotBeNull().Filters.ShouldHaveSingleItem()).ShouldHaveSingleItem();

    private static long Microseconds(string instant) =>
        DateInterval.MicrosecondsOf(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
}
