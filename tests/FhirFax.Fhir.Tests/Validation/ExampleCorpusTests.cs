using System.Text.RegularExpressions;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Tests.Validation;

public class ExampleCorpusTests
{
    /// <summary>Examples that break the specification they belong to, with the elements at fault (without indexes).</summary>
    private static readonly Dictionary<string, string[]> Invalid = new(StringComparer.Ordinal)
    {
        // An empty narrative (txt-2).
        ["ActivityDefinition-blood-tubes-supply"] = ["ActivityDefinition.text.div"],
        ["ActivityDefinition-heart-valve-replacement"] = ["ActivityDefinition.text.div"],
        ["EventDefinition-example"] = ["EventDefinition.text.div"],
        ["Questionnaire-zika-virus-exposure-assessment"] = ["Questionnaire.text.div"],
        // A DeviceMetric's parent is a Device, not a DeviceDefinition.
        ["DeviceMetric-example"] = ["DeviceMetric.parent.reference"],
        // A reason may not be a Procedure.
        ["DeviceUseStatement-example"] = ["DeviceUseStatement.reasonReference.reference"],
        // Medication is dispensed by an Organization, not by a Practitioner.
        ["MedicationRequest-medrx0301"] = ["MedicationRequest.dispenseRequest.performer.reference"],
        // An Encounter performs nothing.
        ["Observation-clinical-gender"] = ["Observation.performer.reference"],
        // linkId is 1..1.
        ["Questionnaire-qs1"] = ["Questionnaire.item.item.linkId", "Questionnaire.item.item.item.linkId", "Questionnaire.item.item.item.item.linkId"],
    };

    private static readonly ResourceValidator Validator = new(R4Definitions.Current);

    [Fact]
    public void The_specifications_examples_are_valid_but_for_those_that_break_it()
    {
        var found = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var example in R4Examples.All)
        {
            ResourceDocument.TryParse(example.Json, out var document, out var problem).ShouldBeTrue($"{example}: {problem?.Issues[0].Text}");
            using (document)
            {
                var issues = Validator.Validate(document!);
                if (issues.Count > 0)
                {
                    found.Add(example.Name, [.. issues.Select(i => WithoutIndexes(i.Expression!)).Distinct()]);
                }
            }
        }

        found.Keys.Order(StringComparer.Ordinal).ShouldBe(Invalid.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, expressions) in Invalid)
        {
            found[name].ShouldBe(expressions, name);
        }
    }

    private static string WithoutIndexes(string expression) => Regex.Replace(expression, @"\[\d+\]", "");

    [Fact]
    public void The_corpus_holds_most_resource_types() =>
        R4Examples.All.Select(e => e.Name[..e.Name.IndexOf('-', StringComparison.Ordinal)]).Distinct().Count(R4Definitions.Current.IsResourceType).ShouldBeGreaterThan(130);
}
