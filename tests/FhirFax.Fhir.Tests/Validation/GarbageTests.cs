using System.Text;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Validation;

public class GarbageTests
{
    private static readonly ResourceValidator Validator = new(R4Definitions.Current);

    private static readonly string[] Values =
        ["null", "1", "-0", "1e400", "\"\"", "\"\\u0000\"", "\"#\"", "[]", "{}", "[null]", "[[]]", "[{}]", "true", "{\"resourceType\":\"Patient\"}", "[{\"resourceType\":1}]", "{\"url\":\"a\"}"];

    /// <summary>Replaces values of examples, at any depth, by others that are JSON but seldom FHIR.</summary>
    private static Gen<string> Mutations()
    {
        string[] small = [.. R4Examples.All.Where(e => e.Json.Length < 6_000).Select(e => Encoding.UTF8.GetString(e.Json))];
        return
            from json in Gen.Elements(small)
            from position in Gen.Choose(0, json.Length - 1)
            from value in Gen.Elements(Values)
            select Replace(json, position, value);
    }

    private static string Replace(string json, int position, string value)
    {
        var colon = json.IndexOf("\":", position, StringComparison.Ordinal);
        var end = colon < 0 ? -1 : json.IndexOfAny([',', '}', ']'], colon);
        return end < 0 ? json : $"{json[..(colon + 2)]}{value}{json[end..]}";
    }

    [Fact]
    public void Whatever_parses_can_be_validated() =>
        Prop.ForAll(Mutations().ToArbitrary(), json =>
        {
            if (!ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out _))
            {
                return true;
            }

            using (document)
            {
                return Validator.Validate(document).All(i => i.Expression is { Length: > 0 } && i.Text.EndsWith('.'));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void One_validator_serves_many_at_once()
    {
        var examples = R4Examples.All.Where(e => e.Json.Length < 20_000).ToArray();
        var alone = Array.ConvertAll(examples, CountIssues);
        var together = new int[examples.Length];
        Parallel.For(0, examples.Length, i => together[i] = CountIssues(examples[i]));
        together.ShouldBe(alone);
    }

    private static int CountIssues(R4Example example)
    {
        ResourceDocument.TryParse(example.Json, out var document, out _).ShouldBeTrue();
        using (document)
        {
            return Validator.Validate(document!).Count;
        }
    }

    [Fact]
    public void Work_grows_with_the_size_and_not_with_its_square()
    {
        // Each of these would take minutes if every entry looked through all the others.
        const int count = 200_000;
        var nulls = string.Join(',', Enumerable.Repeat("null", count));
        var ids = string.Join(',', Enumerable.Repeat("{\"id\":\"a\"}", count));
        Checking.Issues($$"""{"resourceType":"Patient","name":[{"given":[{{nulls}}],"_given":[{{ids}}]}]}""", limit: count + 1).Count.ShouldBe(count);
        var values = string.Join(',', Enumerable.Repeat("\"a\"", count));
        Checking.Issues($$"""{"resourceType":"Patient","name":[{"given":[{{values}}],"_given":[{{ids}}]}]}""").ShouldBeEmpty();

        var contained = string.Join(',', Enumerable.Range(0, count / 4).Select(i => $"{{\"resourceType\":\"Organization\",\"id\":\"o{i}\",\"name\":\"x\"}}"));
        var references = string.Join(',', Enumerable.Range(0, count / 4).Select(i => $"{{\"reference\":\"#o{i}\"}}"));
        Checking.Issues($$"""{"resourceType":"Patient","contained":[{{contained}}],"generalPractitioner":[{{references}}]}""").ShouldBeEmpty();
    }
}
