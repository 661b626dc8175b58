using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Tests.FhirPath;

/// <summary>Operators, literals and precedence (FHIRPath N1).</summary>
public class FhirPathLanguageTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("-1 + 3", "2")]
    [InlineData("2 - -3", "5")]
    [InlineData("7 div 2", "3")]
    [InlineData("7 mod 2", "1")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("1 / 0", "")]
    [InlineData("1 div 0", "")]
    [InlineData("2147483647 + 1", "")]
    [InlineData("1.5 + 1", "2.5")]
    [InlineData("'a' + 'b'", "ab")]
    [InlineData("'a' + {}", "")]
    [InlineData("'a' & {} & 'b'", "ab")]
    [InlineData("1 + 2 = 3", "true")]
    [InlineData("1 = 1.0", "true")]
    [InlineData("1 != 2", "true")]
    [InlineData("1 = {}", "")]
    [InlineData("'a' = 'A'", "false")]
    [InlineData("'a b' ~ 'A  B'", "true")]
    [InlineData("'a' !~ 'b'", "true")]
    [InlineData("1.31 ~ 1.314", "true")]
    [InlineData("(1 | 2) ~ (2 | 1)", "true")]
    [InlineData("(1 | 2) = (2 | 1)", "false")]
    [InlineData("{} ~ {}", "true")]
    [InlineData("1 < 2 and 'a' < 'b'", "true")]
    [InlineData("2 >= 2.0", "true")]
    [InlineData("1 > {}", "")]
    [InlineData("1 | 2 | 1", "1 2")]
    [InlineData("2 in (1 | 2)", "true")]
    [InlineData("(1 | 2) contains 3", "false")]
    [InlineData("true and {}", "")]
    [InlineData("false and {}", "false")]
    [InlineData("{} and false", "false")]
    [InlineData("true or {}", "true")]
    [InlineData("{} or true", "true")]
    [InlineData("{} or false", "")]
    [InlineData("true xor true", "false")]
    [InlineData("false implies {}", "true")]
    [InlineData("{} implies true", "true")]
    [InlineData("true implies false", "false")]
    [InlineData("true and false or true", "true")]
    [InlineData("true or true and false", "true")]
    [InlineData("1 is Integer", "true")]
    [InlineData("1.0 is System.Decimal", "true")]
    [InlineData("'x' is FHIR.string", "false")]
    [InlineData("1 | 2 is Integer", "1 true")]
    [InlineData("4 days = 4 'days'", "true")]
    [InlineData("2 minutes > 1 minute", "true")]
    [InlineData("1 year > 1 'mg'", "")]
    public void Operators(string expression, string expected) => FhirPathRunner.Show(expression).ShouldBe(expected);

    [Theory]
    [InlineData("@2015-02-04 = @2015-02-04", "true")]
    [InlineData("@2015 = @2015-02", "")]
    [InlineData("@2015 < @2016-02", "true")]
    [InlineData("@2015-02 > @2015-02-04", "")]
    [InlineData("@2015-02-04T14:34:28Z = @2015-02-04T14:34:28.0Z", "true")]
    [InlineData("@2015-02-04T14:00:00+02:00 = @2015-02-04T12:00:00Z", "true")]
    [InlineData("@2015-02-04T14 < @2015-02-04T15:30", "true")]
    [InlineData("@T14:30 < @T14:31", "true")]
    [InlineData("@T14:30 = @T14:30:00", "")]
    [InlineData("@2015T is DateTime", "true")]
    [InlineData("@2015 is Date", "true")]
    [InlineData("@T14 is Time", "true")]
    [InlineData("@T14:00 = @2015-02-04", "false")]
    [InlineData("birthDate < today()", "true")]
    [InlineData("birthDate = '1974-12-25'", "true")]
    public void Dates(string expression, string expected) => FhirPathRunner.Show(expression).ShouldBe(expected);

    [Theory]
    [InlineData(@"'a\'b\\c\/\u0041\n'.length()", "8")]
    [InlineData("'it''s'", null)]
    [InlineData("`name`.`family`", "Chalmers Windsor")]
    [InlineData("name // first\n .family /* then */ .first()", "Chalmers")]
    [InlineData("%`vs-administrative-gender`", "http://hl7.org/fhir/ValueSet/administrative-gender")]
    [InlineData("%'ext-vip'", "http://hl7.org/fhir/StructureDefinition/vip")]
    [InlineData("%ucum", "http://unitsofmeasure.org")]
    [InlineData("%resource.gender", "male")]
    [InlineData("name.where(%context.gender = 'male').count()", "3")]
    [InlineData("{}", "")]
    public void Lexical_elements(string expression, string? expected)
    {
        if (expected is null)
        {
            Should.Throw<FhirPathException>(() => FhirPathRunner.Show(expression));
        }
        else
        {
            FhirPathRunner.Show(expression).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Patient.", 8)]
    [InlineData("Patient..name", 8)]
    [InlineData("name.where(", 11)]
    [InlineData("name.where()", 5)]
    [InlineData("name.nothing()", 5)]
    [InlineData("'open", 0)]
    [InlineData("name[0", 6)]
    [InlineData("(name", 5)]
    [InlineData("name)", 4)]
    [InlineData("1 +", 3)]
    [InlineData("name # x", 5)]
    [InlineData("@2015-13", 0)]
    [InlineData("/* open", 0)]
    [InlineData("$that", 0)]
    [InlineData("name.and", 5)]
    [InlineData(@"'\x'", 2)]
    [InlineData(@"'\u12'", 2)]
    public void What_is_not_FHIRPath_is_refused_with_its_position(string expression, int position)
    {
        Should.Throw<FhirPathException>(() => FhirPathExpression.Parse(expression)).Position.ShouldBe(position);
        FhirPathExpression.TryParse(expression, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain($"position {position + 1}");
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        string[] monsters =
        [
            new string('(', 5000) + "1" + new string(')', 5000),
            "a" + string.Concat(Enumerable.Repeat(".a", 5000)),
            string.Join(" and ", Enumerable.Repeat("a", 2000)),
            new string('-', 15000) + "1" + new string('(', 300),
            "'" + new string('x', 100_000) + "'",
        ];
        foreach (var monster in monsters)
        {
            FhirPathExpression.TryParse(monster, out _, out var problem).ShouldBeFalse();
            problem.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public void Work_is_bounded()
    {
        const string Cube = "descendants().all(%resource.descendants().all(%resource.descendants().exists()))";

        Should.Throw<FhirPathException>(() => FhirPathRunner.Evaluate(Cube, FhirPathRunner.Patient)).Message.ShouldContain("steps");
    }

    [Theory]
    [InlineData("(1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22).aggregate($total & $total, 'x')")]
    [InlineData("name.given.join('xxxxxxxxxxxxxxx').replace('', name.given.join('xxxxxxxxxxxxxxx')).replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy').replace('y', 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz')")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(?=a)(a+)+$')")]
    public void Growth_and_backtracking_are_bounded(string expression) =>
        Should.Throw<FhirPathException>(() => FhirPathRunner.Show(expression)).Message.ShouldContain("too long");

    [Fact]
    public void A_hostile_pattern_is_matched_in_linear_time() =>
        FhirPathRunner.Show($"'{new string('a', 5000)}!'.matches('^(a+)+$')").ShouldBe("false");

    [Theory]
    [InlineData("name and true")]
    [InlineData("(1 | 2) + 1")]
    [InlineData("name.given < 'a'")]
    [InlineData("1 < 'a'")]
    [InlineData("telecom.single()")]
    [InlineData("name['x']")]
    [InlineData("'a'.matches('(')")]
    [InlineData("gender.abs()")]
    [InlineData("%nothing")]
    public void A_broken_rule_is_an_error_and_nothing_else(string expression) =>
        Should.Throw<FhirPathException>(() => FhirPathRunner.Show(expression));
}
