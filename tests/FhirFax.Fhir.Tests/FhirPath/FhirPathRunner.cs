using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Tests.FhirPath;

/// <summary>Runs expressions over a resource given as JSON and shows the results as text.</summary>
internal static class FhirPathRunner
{
    public const string Patient = """
        {
          "resourceType": "Patient",
          "id": "example",
          "extension": [
            { "url": "http://example.org/vip", "valueBoolean": true },
            { "url": "http://example.org/age", "valueAge": { "value": 49, "unit": "years", "system": "http://unitsofmeasure.org", "code": "a" } }
          ],
          "contained": [{ "resourceType": "Organization", "id": "org", "name": "Clinic" }],
          "identifier": [{ "use": "usual", "system": "urn:oid:1.2.36", "value": "12345", "period": { "start": "2001-05-06" } }],
          "active": true,
          "name": [
            { "use": "official", "family": "Chalmers", "given": ["Peter", "James"] },
            { "use": "usual", "given": ["Jim"] },
            { "use": "maiden", "family": "Windsor", "given": ["Peter", "James"], "period": { "end": "2002" } }
          ],
          "telecom": [
            { "use": "home" },
            { "system": "phone", "value": "(03) 5555 6473", "use": "work", "rank": 1 },
            { "system": "email", "value": "peter@example.org", "rank": 2 }
          ],
          "gender": "male",
          "birthDate": "1974-12-25",
          "_birthDate": { "extension": [{ "url": "http://example.org/birthTime", "valueDateTime": "1974-12-25T14:35:45-05:00" }] },
          "deceasedBoolean": false,
          "multipleBirthInteger": 2,
          "generalPractitioner": [{ "reference": "Practitioner/7" }, { "reference": "#org" }, { "type": "Practitioner", "identifier": { "value": "x" } }],
          "managingOrganization": { "reference": "#org" }
        }
        """;

    public const string Observation = """
        {
          "resourceType": "Observation",
          "id": "weight",
          "status": "final",
          "code": { "coding": [{ "system": "http://loinc.org", "code": "29463-7" }], "text": "Weight" },
          "subject": { "reference": "Patient/example" },
          "effectivePeriod": { "start": "2013-04-02T10:30:10+01:00", "end": "2013-04-05" },
          "valueQuantity": { "value": 185.5, "unit": "lbs", "system": "http://unitsofmeasure.org", "code": "[lb_av]" },
          "component": [
            { "code": { "text": "a" }, "valueInteger": 3 },
            { "code": { "text": "b" }, "valueString": "x" }
          ]
        }
        """;

    public static IReadOnlyList<FhirPathItem> Evaluate(string expression, string resource, int maxSteps = 100_000)
    {
        var json = JsonDocument.Parse(resource).RootElement;
        R4Definitions.Current.TryGetType(json.GetProperty("resourceType").GetString()!, out var type).ShouldBeTrue();
        var context = new FhirPathContext(R4Definitions.Current) { MaxSteps = maxSteps };
        return FhirPathExpression.Parse(expression).Evaluate(FhirPathItem.Of(type, json), context);
    }

    /// <summary>The results separated by blanks; nothing for the empty collection.</summary>
    public static string Show(string expression, string resource = Patient) =>
        string.Join(' ', Evaluate(expression, resource).Select(item => item.ToString()));
}
