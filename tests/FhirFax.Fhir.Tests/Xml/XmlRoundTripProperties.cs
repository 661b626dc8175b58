using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Xml;

/// <summary>Examples with something put in that is odd but may be valid: whatever validation accepts comes back from XML as it was.</summary>
public class XmlRoundTripProperties
{
    private static readonly ResourceValidator Validator = new(R4Definitions.Current);

    private static readonly string[] Texts =
        ["a", " a ", "a\nb", "\ta\r\n", "<&>\"'", "]]>", "\u00e9\u2028\u200b", "\U0001F600", "&#10;", "--", "<?x?>", "\u00a0", "1.0", "true", "{}", "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", "2024-02-29", "2024-01-01T00:00:00.000000+14:00"];

    private static readonly string[] Literals = ["1", "0", "-0", "-0.0", "1.50", "1e3", "1.0E+2", "1e-400", "123456789012345678901234567890.5", "true", "false", "2147483647"];

    private static readonly string[] Siblings =
    [
        """{"id":"a"}""",
        """{"extension":[{"url":"urn:e","valueString":"<x>"}]}""",
        """{"id":"a","extension":[{"url":"urn:e","valueDecimal":1.00},{"url":"urn:f","extension":[{"url":"g","valueCode":"h"}]}]}""",
    ];

    private static readonly R4Example[] Small = [.. R4Examples.All.Where(e => e.Json.Length < 6_000)];

    [Fact]
    public void Whatever_is_accepted_comes_back_equal()
    {
        var compared = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var json = Mutated(new Random(seed));
            if (ResourceDocument.TryParse(json, out var document, out _))
            {
                using (document)
                {
                    if (Validator.Validate(document).Count == 0)
                    {
                        compared++;
                        var back = XmlForm.Canonical(Encoding.UTF8.GetBytes(XmlForm.ToJson(XmlForm.Of(json, isPretty: seed % 2 == 0))));
                        Difference(XmlForm.Canonical(json), back).ShouldBeEmpty();
                    }
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

        compared.ShouldBeGreaterThan(500);
    }

    /// <summary>Where two texts begin to differ; empty when they do not.</summary>
    private static string Difference(string one, string other)
    {
        var at = one.AsSpan().CommonPrefixLength(other);
        return one == other ? "" : $"{Around(one, at)} is not {Around(other, at)}";
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 80)];

    private static byte[] Mutated(Random random)
    {
        var resource = JsonNode.Parse(Small[random.Next(Small.Length)].Json)!.AsObject();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var objects = Objects(resource).ToList();
            var target = objects[random.Next(objects.Count)];
            // An id beside a div is the one thing that is accepted and has no place in XML.
            Mutate(target, [.. target.Select(member => member.Key).Where(name => name != "div")], random);
        }

        return Encoding.UTF8.GetBytes(resource.ToJsonString());
    }

    private static void Mutate(JsonObject target, List<string> names, Random random)
    {
        var name = names.Count == 0 ? "id" : names[random.Next(names.Count)];
        switch (random.Next(6))
        {
            case 0 when target[name] is JsonArray { Count: > 1 } list:
                // The first has a value, the last something beside it: a list of nulls alone would be another way to write nothing.
                target["_" + name] = new JsonArray([.. list.Select((_, index) => index < list.Count - 1 && random.Next(2) == 0 ? null : Sibling(random))]);
                list[^1] = random.Next(2) == 0 ? null : list[0]?.DeepClone();
                break;
            case 0 or 1:
                target["_" + name] = Sibling(random);
                break;
            case 2:
                target.Remove(name);
                target["_" + name] = Sibling(random);
                break;
            case 3:
                target[name] = JsonValue.Create(Texts[random.Next(Texts.Length)]);
                break;
            case 4:
                target[name] = JsonNode.Parse(Literals[random.Next(Literals.Length)]);
                break;
            default:
                target["extension"] = new JsonArray(new JsonObject { ["url"] = "urn:x", ["valueString"] = Texts[random.Next(Texts.Length)], ["_valueString"] = Sibling(random) });
                break;
        }
    }

    private static JsonNode Sibling(Random random) => JsonNode.Parse(Siblings[random.Next(Siblings.Length)])!;

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(member => Objects(member.Value)).Prepend(item),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}
