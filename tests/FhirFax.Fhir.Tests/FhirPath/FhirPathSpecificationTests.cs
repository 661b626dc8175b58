using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Tests.FhirPath;

/// <summary>What the FHIRPath specification (N1) and R4 fhirpath.html show as examples or state as rules, by their sections. Null: an error.</summary>
public class FhirPathSpecificationTests
{
    private static void Check(string expression, string? expected, string resource = FhirPathRunner.Patient)
    {
        if (expected is null)
        {
            Should.Throw<FhirPathException>(() => FhirPathRunner.Show(expression, resource));
        }
        else
        {
            FhirPathRunner.Show(expression, resource).ShouldBe(expected, expression);
        }
    }

    [Theory]
    [InlineData("true = 1", "false")]
    [InlineData("'test string'.length()", "11")]
    [InlineData("'urn:oid:3.4.5.6.7.8'.startsWith('urn:oid')", "true")]
    [InlineData("-45 < 0", "true")]
    [InlineData("3.14159265 is Decimal", "true")]
    [InlineData("@2015-02-04T14:34:28Z is DateTime", "true")]
    [InlineData("@2015-02-04T14:34:28.123+09:00 is DateTime", "true")]
    [InlineData("@T14:34:28 is Time", "true")]
    [InlineData("10 'mg' is Quantity", "true")]
    [InlineData("4 days is Quantity", "true")]
    public void Section_4_1_Literals(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("name.where(given = 'x').empty()", "true")]
    [InlineData("(1 | 2).exists($this > 1)", "true")]
    [InlineData("(1 | 2).all($this > 0)", "true")]
    [InlineData("{}.all($this > 0)", "true")]
    [InlineData("(true | true).allTrue()", "true")]
    [InlineData("{}.allTrue()", "true")]
    [InlineData("{}.anyTrue()", "false")]
    [InlineData("{}.subsetOf(1 | 2)", "true")]
    [InlineData("(1 | 2).supersetOf({})", "true")]
    [InlineData("{}.count()", "0")]
    [InlineData("{}.isDistinct()", "true")]
    [InlineData("(1 | 1.0).count()", "1")]
    public void Section_5_1_Existence(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("name.where(use = 'official').family", "Chalmers")]
    [InlineData("(1 | 2 | 3).where($this > 1)", "2 3")]
    [InlineData("(1 | 2).select($this + 1)", "2 3")]
    [InlineData("(1).repeat(iif($this < 4, $this + 1, {}))", "2 3 4")]
    [InlineData("(1 | 'a' | 2.5).ofType(Integer)", "1")]
    [InlineData("(1 | 2).single()", null)]
    [InlineData("(1 | 2 | 3).skip(-1)", "1 2 3")]
    [InlineData("(1 | 2 | 3).take(0)", "")]
    [InlineData("(1 | 2 | 3)[1]", "2")]
    [InlineData("(1 | 2 | 3).intersect(2 | 4)", "2")]
    [InlineData("(1 | 2 | 3).exclude(2)", "1 3")]
    [InlineData("(1 | 2).union(2 | 3)", "1 2 3")]
    [InlineData("(1 | 2).combine(2 | 3)", "1 2 2 3")]
    public void Sections_5_2_to_5_4_Filtering_subsetting_combining(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("iif(true, 1, 1 | 2)", "1")]
    [InlineData("'T'.toBoolean()", "true")]
    [InlineData("'n'.toBoolean()", "false")]
    [InlineData("0.0.toBoolean()", "false")]
    [InlineData("2.toBoolean()", "")]
    [InlineData("'1.0'.toInteger()", "")]
    [InlineData("'+7'.toInteger()", "7")]
    [InlineData("true.toInteger()", "1")]
    [InlineData("1.5.convertsToInteger()", "false")]
    [InlineData("'2015-02-04T14:34:00Z'.toDateTime().toDate()", "2015-02-04")]
    [InlineData("'2015'.toDateTime()", "2015")]
    [InlineData("'14:34:28'.toTime()", "14:34:28")]
    [InlineData("'-1.50'.toDecimal()", "-1.50")]
    [InlineData("4.toQuantity()", "4 '1'")]
    [InlineData("2.5.toQuantity()", "2.5 '1'")]
    [InlineData("true.toQuantity()", "1 '1'")]
    [InlineData("'4 days'.toQuantity()", "4 days")]
    [InlineData("'4.0 \\'mg\\''.toQuantity()", "4.0 'mg'")]
    [InlineData("'-3'.toQuantity()", "-3 '1'")]
    [InlineData("'4 lbs'.toQuantity()", "")]
    [InlineData("'1.'.toQuantity()", "")]
    [InlineData("''.toQuantity()", "")]
    [InlineData("'1 day'.convertsToQuantity()", "true")]
    [InlineData("'1 furlong'.convertsToQuantity()", "false")]
    [InlineData("{}.convertsToQuantity()", "")]
    [InlineData("'1 \\'g\\''.toQuantity('mg') = 1000 'mg'", "true")]
    [InlineData("'1 \\'g\\''.toQuantity('cm')", "")]
    [InlineData("(1 | 2).toQuantity()", null)]
    [InlineData("4 days.toString()", "4 days")]
    [InlineData("1.5 'mg'.toString()", "1.5 'mg'")]
    public void Section_5_5_Conversion(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("'abcdefg'.indexOf('bc')", "1")]
    [InlineData("'abcdefg'.indexOf('x')", "-1")]
    [InlineData("'abcdefg'.indexOf('abcdefg')", "0")]
    [InlineData("'abcdefg'.substring(3)", "defg")]
    [InlineData("'abcdefg'.substring(1, 2)", "bc")]
    [InlineData("'abcdefg'.substring(6, 2)", "g")]
    [InlineData("'abcdefg'.substring(7, 1)", "")]
    [InlineData("'abcdefg'.startsWith('ab')", "true")]
    [InlineData("'abcdefg'.endsWith('abcdefg')", "true")]
    [InlineData("'abc'.contains('')", "true")]
    [InlineData("'abcdefg'.upper()", "ABCDEFG")]
    [InlineData("'abcdefg'.replace('cde', '123')", "ab123fg")]
    [InlineData("'abcdefg'.replace('cde', '')", "abfg")]
    [InlineData("'abc'.replace('', 'x')", "xaxbxcx")]
    [InlineData("'11/30/1972'.replaceMatches('\\\\b(?<month>\\\\d{1,2})/(?<day>\\\\d{1,2})/(?<year>\\\\d{2,4})\\\\b', '${day}-${month}-${year}')", "30-11-1972")]
    [InlineData("'abcdefg'.length()", "7")]
    [InlineData("'abc'.toChars()", "a b c")]
    [InlineData("('a' | 'b').length()", null)]
    public void Section_5_6_Strings(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("(-5.5 'mg').abs()", "5.5 'mg'")]
    [InlineData("1.ceiling()", "1")]
    [InlineData("(-1.1).ceiling()", "-1")]
    [InlineData("0.exp()", "1")]
    [InlineData("2.1.floor()", "2")]
    [InlineData("1.ln()", "0")]
    [InlineData("100.0.log(10.0)", "2")]
    [InlineData("2.5.power(2)", "6.25")]
    [InlineData("(-1).power(0.5)", "")]
    [InlineData("3.14159.round(3)", "3.142")]
    [InlineData("101.truncate()", "101")]
    [InlineData("(-1.56).truncate()", "-1")]
    public void Section_5_7_Math(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("1 'cm' = 0.01 'm'", "true")]
    [InlineData("1 'g' > 1 'cm'", "")]
    [InlineData("4 'g' = 4000 'mg'", "true")]
    [InlineData("7 days = 1 week", "true")]
    [InlineData("24 hours = 1 day", "true")]
    [InlineData("1 year = 12 months", "true")]
    [InlineData("1 year = 365 days", "")]
    [InlineData("1 year = 1 'a'", "")]
    [InlineData("1 year ~ 1 'a'", "true")]
    [InlineData("1 second = 1 's'", "true")]
    [InlineData("1000 milliseconds = 1 's'", "true")]
    [InlineData("90 minutes > 1 hour", "true")]
    [InlineData("1 'wk' = 7 'd'", "true")]
    [InlineData("1 week = 7 'd'", "")]
    [InlineData("@2012-01-01 = @2012", "")]
    [InlineData("@2012-01 = @2012-02", "false")]
    [InlineData("@2012-01-01T10:30 = @2012-01-01T10:30:00", "")]
    [InlineData("@2012-01-01T10:30:31.0 = @2012-01-01T10:30:31", "true")]
    [InlineData("@2012 ~ @2012-01", "false")]
    [InlineData("'abc' ~ 'ABC'", "true")]
    [InlineData("1.2 / 1.8 ~ 0.67", "true")]
    [InlineData("(1 | 2 | 3) ~ (3 | 2 | 1)", "true")]
    [InlineData("{} ~ 1", "false")]
    [InlineData("(1 | 2) = {}", "")]
    public void Section_6_1_Equality(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("10 > 5.0", "true")]
    [InlineData("'abc' > 'ABC'", "true")]
    [InlineData("4 'm' > 4 'cm'", "true")]
    [InlineData("@2018-03-01 > @2018-01-01", "true")]
    [InlineData("@2018-03 > @2018-03-01", "")]
    [InlineData("@2018-03-01T10:30 > @2018-03-01T10:00", "true")]
    [InlineData("@2018-03-01T10 > @2018-03-01T10:30", "")]
    [InlineData("@2018-03-01T10:30:00 > @2018-03-01T10:30:00.0", "false")]
    [InlineData("@T10:30 > @T10:00", "true")]
    [InlineData("@T10 > @T10:30", "")]
    [InlineData("10 <= 10.0", "true")]
    [InlineData("'a' < 1", null)]
    [InlineData("(1 | 2) < 3", null)]
    public void Section_6_2_Comparison(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("contained.all(is(Organization))", "true")]
    [InlineData("Patient is DomainResource", "true")]
    [InlineData("birthDate is dateTime", "false")]
    [InlineData("'John'.type()", "System.String")]
    [InlineData("1.type().namespace", "System")]
    [InlineData("(1 | 2.5).type().name", "Integer Decimal")]
    [InlineData("name.type().name.distinct()", "HumanName")]
    [InlineData("birthDate.type()", "FHIR.date")]
    [InlineData("{}.type()", "")]
    [InlineData("contained.type().name", "Organization")]
    public void Section_6_3_and_10_Types(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("{} in (1 | 2)", "")]
    [InlineData("1 in {}", "false")]
    [InlineData("{} contains 1", "false")]
    [InlineData("'Joe' in name.given", "false")]
    [InlineData("name.given contains 'Jim'", "true")]
    [InlineData("(1 | 2) in (1 | 2)", null)]
    public void Section_6_4_Collections(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("true and true", "true")]
    [InlineData("{} and {}", "")]
    [InlineData("true xor {}", "")]
    [InlineData("true xor false", "true")]
    [InlineData("{} implies false", "")]
    [InlineData("true implies {}", "")]
    [InlineData("{}.not()", "")]
    [InlineData("name and true", null)]
    [InlineData("active and name.exists()", "true")]
    public void Section_6_5_Boolean_logic(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("'a' + 'b'", "ab")]
    [InlineData("3 'm' + 3 'cm'", "303 'cm'")]
    [InlineData("3 'm' - 0 'cm' = 300 'cm'", "true")]
    [InlineData("3 'm' + 3 'g'", "")]
    [InlineData("2 'cm' * 3", "6 'cm'")]
    [InlineData("3 * 2 'cm'", "6 'cm'")]
    [InlineData("6 'cm' / 3", "2 'cm'")]
    [InlineData("6 'cm' / 0", "")]
    [InlineData("5 div 2", "2")]
    [InlineData("5.5 div 0.7", "7")]
    [InlineData("5.5 mod 0.7", "0.6")]
    [InlineData("5 mod 0", "")]
    [InlineData("'a' & {}", "a")]
    [InlineData("1 + 'a'", null)]
    public void Section_6_6_Math(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("@1973-12-25 + 7 days", "1974-01-01")]
    [InlineData("@1973-12-25 + 7.7 days", "1974-01-01")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 7 days", "1974-01-01T00:00:00.000+10:00")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 1 second", "1973-12-25T00:00:01.000+10:00")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 10 millisecond", "1973-12-25T00:00:00.010+10:00")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 1 minute", "1973-12-25T00:01:00.000+10:00")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 1 hour", "1973-12-25T01:00:00.000+10:00")]
    [InlineData("@1973-12-25 + 1 month", "1974-01-25")]
    [InlineData("@1973-12-25 + 1 week", "1974-01-01")]
    [InlineData("@1973-12-25 + 1 year", "1974-12-25")]
    [InlineData("@1973-12-25 + 1 's'", "1973-12-25")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 0.1 's'", "1973-12-25T00:00:00.100+10:00")]
    [InlineData("@1973-12-25 + 1 'mo'", null)]
    [InlineData("@1973-12-25 + 1 'a'", null)]
    [InlineData("@1973-12-25 - 1 'cm'", null)]
    [InlineData("@1973-12-25 + 2", null)]
    [InlineData("@1974-12-25 - 1 month", "1974-11-25")]
    [InlineData("@2014 + 24 months", "2016")]
    [InlineData("@2014 + 23 months", "2015")]
    [InlineData("@2014 + 730 days", "2016")]
    [InlineData("@2019-03 - 24 months", "2017-03")]
    [InlineData("@2019-03 + 60 days", "2019-05")]
    [InlineData("@2014-01-01 + 24 hours", "2014-01-02")]
    [InlineData("@2014-01-31 + 1 month", "2014-02-28")]
    [InlineData("@2016-02-29 + 1 year", "2017-02-28")]
    [InlineData("@2016-02-29T10:00:00-05:00 - 12 months", "2015-02-28T10:00:00-05:00")]
    [InlineData("@2016-01-01T00:30:00+02:00 + 1 day", "2016-01-02T00:30:00+02:00")]
    [InlineData("@T01:00:00 + 2 hours", "03:00:00")]
    [InlineData("@T23:00:00 + 2 hours", "01:00:00")]
    [InlineData("@T23:00:00 + 50 hours", "01:00:00")]
    [InlineData("@T01:00 - 2 hours", "23:00")]
    [InlineData("@T01:00 + 1 month", null)]
    [InlineData("@9999-12-31 + 1 day", "")]
    [InlineData("@0001-01-01 - 1 day", "")]
    [InlineData("@2014-01-01 + 79228162514264337593543950335 years", "")]
    [InlineData("@2014-01-01 + {}", "")]
    [InlineData("birthDate + 18 years <= today()", "true")]
    [InlineData("today() + 1 day > today()", "true")]
    [InlineData("(now() + 1 hour) > now()", "true")]
    public void Section_6_7_Date_and_time_arithmetic(string expression, string? expected) => Check(expression, expected);

    [Theory]
    [InlineData("%us-zip", null)]
    [InlineData("'12345-6789'.matches('^' + %`us-zip` + '$')", "true")]
    [InlineData("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", "true")]
    [InlineData("gender.memberOf(%`vs-administrative-gender` + '|4.0.1')", "true")]
    [InlineData("'x'.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", "false")]
    [InlineData("gender.memberOf('http://example.org/ValueSet/unknown')", "")]
    [InlineData("photo.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", "")]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", "true")]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/DomainResource')", "true")]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/Observation|4.0.1')", "false")]
    [InlineData("conformsTo('http://example.org/StructureDefinition/profile')", "")]
    [InlineData("'<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>'.htmlChecks()", "true")]
    [InlineData("'<div>x</div>'.htmlChecks()", "false")]
    [InlineData("subsumes('x')", null)]
    public void R4_functions(string expression, string? expected) => Check(expression, expected);

    [Fact]
    public void A_coding_is_a_member_by_code_and_system()
    {
        const string Concept = """
            {"resourceType":"AllergyIntolerance","clinicalStatus":{"coding":[{"system":"http://example.org","code":"active"},
             {"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"patient":{"reference":"Patient/1"}}
            """;
        const string ValueSet = "'http://hl7.org/fhir/ValueSet/allergyintolerance-clinical'";
        Check($"clinicalStatus.memberOf({ValueSet})", "true", Concept);
        Check($"clinicalStatus.coding[0].memberOf({ValueSet})", "false", Concept);
        Check($"clinicalStatus.coding[1].memberOf({ValueSet})", "true", Concept);
        Check($"clinicalStatus.coding.memberOf({ValueSet})", null, Concept);
    }
}
