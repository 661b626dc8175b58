using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Tests.Validation;

/// <summary>Puts one fault into a valid example and expects an issue on exactly that element.</summary>
public class SingleFaultTests
{
    private const int LargestExample = 8_000;
    private const int FaultsPerExample = 3;
    private const int LeastCases = 200;

    private static readonly ResourceValidator Validator = new(R4Definitions.Current);

    /// <summary>Puts a fault at a site and answers the expression to expect; null when it does not apply there.</summary>
    private delegate string? Fault(ExampleSite site);

    private static IReadOnlyList<Issue> Validate(JsonObject resource)
    {
        ResourceDocument.TryParse(Encoding.UTF8.GetBytes(resource.ToJsonString()), out var document, out _).ShouldBeTrue();
        using (document)
        {
            return Validator.Validate(document!);
        }
    }

    private static void EveryFaultIsFound(string code, Fault fault)
    {
        var cases = 0;
        var missed = new List<string>();
        foreach (var example in R4Examples.All.Where(e => e.Json.Length <= LargestExample))
        {
            var pristine = JsonNode.Parse(example.Json)!.AsObject();
            if (Validate(pristine).Count > 0)
            {
                continue;
            }

            foreach (var index in Spread(ExampleSite.In(pristine).Count()))
            {
                var resource = pristine.DeepClone().AsObject();
                if (fault(ExampleSite.In(resource).ElementAt(index)) is not { } expected)
                {
                    continue;
                }

                cases++;
                var issues = Validate(resource);
                if (!issues.Any(i => i.Expression == expected && i.Code == code))
                {
                    missed.Add($"{example}: {expected}, but found {string.Join("; ", issues.Select(i => $"{i.Code} {i.Expression}"))}");
                }
            }
        }

        missed.ShouldBeEmpty();
        cases.ShouldBeGreaterThan(LeastCases);
    }

    /// <summary>A few sites of an example, a different phase in each by its size.</summary>
    private static IEnumerable<int> Spread(int sites)
    {
        var stride = Math.Max(1, sites / (FaultsPerExample * 4));
        for (var index = sites % stride; index < sites; index += stride)
        {
            yield return index;
        }
    }

    [Fact]
    public void An_unknown_property() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        site.Owner["unheardOf"] = 1;
        return site.OwnerPath + ".unheardOf";
    });

    [Fact]
    public void A_wrong_JSON_type() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        var name = site.Property.JsonName;
        site.Owner[name] = site.Value switch
        {
            JsonArray => "text",
            JsonObject => JsonValue.Create(true),
            _ when site.Property.Type.Name is "boolean" => JsonValue.Create("true"),
            _ => new JsonObject { ["value"] = 1 },
        };
        return site.Path;
    });

    [Fact]
    public void An_array_in_place_of_a_single_value() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        if (site.Property.Element.IsArray)
        {
            return null;
        }

        site.Owner[site.Property.JsonName] = new JsonArray(site.Value.DeepClone());
        return site.Path;
    });

    [Fact]
    public void A_missing_required_element() => EveryFaultIsFound(IssueCode.Required, site =>
    {
        if (site.Property.Element.Min == 0 || site.Owner.Count == 1)
        {
            return null;
        }

        site.Owner.Remove(site.Property.JsonName);
        site.Owner.Remove("_" + site.Property.JsonName);
        return site.Path;
    });

    [Fact]
    public void Two_values_of_one_choice() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        var other = site.Property.Element.Properties.FirstOrDefault(p => p != site.Property && p.Type.Name is "string" or "boolean" or "dateTime" or "CodeableConcept");
        if (!site.Property.Element.IsChoice || other is null)
        {
            return null;
        }

        site.Owner[other.JsonName] = other.Type.Name switch
        {
            "boolean" => JsonValue.Create(true),
            "CodeableConcept" => new JsonObject { ["text"] = "x" },
            _ => JsonValue.Create("2020"),
        };
        return site.Path;
    });

    [Fact]
    public void A_bad_date() => EveryFaultIsFound(IssueCode.Value, site =>
    {
        if (site.Property.Type.Name is not ("date" or "dateTime" or "instant") || site.Property.Element.IsArray)
        {
            return null;
        }

        site.Owner[site.Property.JsonName] = "2019-02-30";
        return site.Path;
    });

    [Fact]
    public void A_reference_to_a_type_that_is_not_allowed() => EveryFaultIsFound(IssueCode.Value, site =>
    {
        if (site.Property.Type.Name != "Reference" || site.Property.Targets.Count == 0 || site.Value is not JsonObject reference)
        {
            return null;
        }

        reference["reference"] = site.Property.Targets.Contains("Basic") ? "Flag/1" : "https://example.org/fhir/Basic/1";
        return site.Path + ".reference";
    });

    [Fact]
    public void A_code_outside_its_binding() => EveryFaultIsFound(IssueCode.CodeInvalid, site =>
    {
        if (site.Property.Element.Binding is null || site.Property.Type.Name != "code" || site.Property.Element.IsArray)
        {
            return null;
        }

        site.Owner[site.Property.JsonName] = "unheard-of";
        return site.Path;
    });

    [Fact]
    public void An_empty_array() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        if (site.Value is not JsonArray)
        {
            return null;
        }

        site.Owner[site.Property.JsonName] = new JsonArray();
        return site.Path;
    });

    [Fact]
    public void An_empty_object() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        if (site.Value is not JsonObject || site.Property.Type.Kind == TypeKind.Resource)
        {
            return null;
        }

        site.Owner[site.Property.JsonName] = new JsonObject();
        return site.Path;
    });

    [Fact]
    public void An_empty_string() => EveryFaultIsFound(IssueCode.Value, site =>
    {
        if (site.Value is not JsonValue value || value.GetValueKind() != JsonValueKind.String)
        {
            return null;
        }

        site.Owner[site.Property.JsonName] = "";
        return site.Path;
    });

    [Fact]
    public void A_null() => EveryFaultIsFound(IssueCode.Structure, site =>
    {
        site.Owner[site.Property.JsonName] = null;
        return site.Path;
    });

    [Fact]
    public void A_violated_invariant() => EveryFaultIsFound(IssueCode.Invariant, site =>
    {
        var (value, path) = site.Value is JsonArray { Count: > 0 } array ? (array[0], site.Path + "[0]") : (site.Value, site.Path);
        return value is JsonObject element ? ViolateInvariant(element, site.Property.Type.Name, path) : null;
    });

    /// <summary>Breaks an invariant of a type; answers where.</summary>
    private static string? ViolateInvariant(JsonObject element, string type, string path)
    {
        switch (type)
        {
            case "Period":
                (element["start"], element["end"]) = ("2020-02", "2020-01-31");
                return path;
            case "Quantity" or "SimpleQuantity":
                element["code"] = "mg";
                element.Remove("system");
                return path;
            case "Range":
                (element["low"], element["high"]) = (new JsonObject { ["value"] = 2 }, new JsonObject { ["value"] = 1.99 });
                return path;
            case "ContactPoint":
                element["value"] = "x";
                element.Remove("system");
                return path;
            case "Attachment":
                element["data"] = "AAAA";
                element.Remove("contentType");
                return path;
            case "Narrative":
                element["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>";
                return path + ".div";
            case "Ratio":
                element.Remove("numerator");
                return element.ContainsKey("denominator") ? path : null;
            default:
                return null;
        }
    }
}
