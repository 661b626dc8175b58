using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

/// <summary>Hand-checked against R4's lists of search parameters.</summary>
public class SearchIndexerTests
{
    private const string Patient = """
        {
          "resourceType": "Patient",
          "id": "p",
          "meta": {
            "lastUpdated": "2024-01-01T00:00:00Z",
            "source": "http://clinic.example/ehr",
            "profile": ["http://example.org/StructureDefinition/vip|2.0"],
            "security": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R" }],
            "tag": [{ "system": "http://example.org/tags", "code": "a" }, { "code": "b" }, { "display": "no code" }]
          },
          "identifier": [{ "system": "urn:mrn", "value": "Ab-1" }, { "value": "bare" }, { "system": "urn:none" }],
          "active": true,
          "name": [
            { "family": "Müller-Lüdenscheidt", "given": ["Jürgen  A.", "Jürgen  A."], "prefix": ["Dr."] },
            { "text": "Der Chef" }
          ],
          "telecom": [{ "system": "phone", "value": "+15551234567" }, { "system": "email", "value": "a@b.example" }, { "value": "x" }],
          "gender": "male",
          "birthDate": "1974-12",
          "deceasedDateTime": "2020-02-29T12:30:00+02:00",
          "address": [{ "line": ["1 Main St", "Apt 2"], "city": "Zürich", "postalCode": "8001", "country": "CH", "use": "home" }],
          "generalPractitioner": [
            { "reference": "Practitioner/dr" },
            { "reference": "http://us.example/fhir/Organization/o/_history/3" },
            { "reference": "https://other.example/r4/Practitioner/9/_history/1" },
            { "reference": "#inside" },
            { "identifier": { "system": "urn:npi", "value": "1" } },
            { "reference": "Practitioner?identifier=1" },
            { "reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520" }
          ],
          "link": [{ "other": { "reference": "Patient/old" }, "type": "replaces" }]
        }
        """;

    private const string Communication = """
        {
          "resourceType": "Communication",
          "id": "c",
          "status": "in-progress",
          "category": [{ "coding": [{ "system": "http://medplum.com/fhir/CodeSystem/fax-direction", "code": "outbound" }], "text": "out" }],
          "medium": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode", "code": "FAXWRIT" }, { "code": "fax" }] }],
          "subject": { "reference": "Patient/p" },
          "identifier": [{ "system": "https://efax.com", "value": "fax-1" }],
          "sent": "2024-03-01T10:15:30.123Z",
          "received": "2024-03-01",
          "recipient": [{ "reference": "Organization/o" }, { "reference": "Practitioner/d" }],
          "sender": { "reference": "Practitioner/s" },
          "payload": [{ "contentAttachment": { "url": "Binary/b" } }]
        }
        """;

    [Theory]
    [InlineData("name", "muller-ludenscheidt", "jurgen a.", "dr.", "der chef")]
    [InlineData("family", "muller-ludenscheidt")]
    [InlineData("given", "jurgen a.")]
    [InlineData("identifier", "urn:mrn|Ab-1", "bare")]
    [InlineData("telecom", "phone|+15551234567", "email|a@b.example", "x")]
    [InlineData("phone", "phone|+15551234567")]
    [InlineData("email", "email|a@b.example")]
    [InlineData("gender", "male")]
    [InlineData("active", "true")]
    [InlineData("deceased", "true")]
    [InlineData("birthdate", "1974-12-01T00:00:00 1975-01-01T00:00:00")]
    [InlineData("death-date", "2020-02-29T10:30:00 2020-02-29T10:30:01")]
    [InlineData("address", "1 main st", "apt 2", "zurich", "8001", "ch")]
    [InlineData("address-city", "zurich")]
    [InlineData("address-use", "home")]
    [InlineData(
        "general-practitioner",
        "Practitioner dr",
        "Organization o",
        "Practitioner https://other.example/r4/Practitioner/9",
        "? urn:uuid:c757873d-ec9a-4326-a141-556f43239520")]
    [InlineData("link", "Patient old")]
    [InlineData("_tag", "http://example.org/tags|a", "b")]
    [InlineData("_security", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R")]
    [InlineData("_profile", "http://example.org/StructureDefinition/vip|2.0", "http://example.org/StructureDefinition/vip")]
    [InlineData("_tag:in-use", "http://example.org/tags a", " b")]
    [InlineData("_security:in-use", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality R")]
    [InlineData("_profile:in-use", "http://example.org/StructureDefinition/vip|2.0")]
    [InlineData("_source", "http://clinic.example/ehr")]
    [InlineData("_id")]
    [InlineData("_lastUpdated")]
    public void A_Patient(string parameter, params string[] expected) => Indexed.By(parameter, Patient).ShouldBe(expected);

    [Theory]
    [InlineData("category", "http://medplum.com/fhir/CodeSystem/fax-direction|outbound")]
    [InlineData("medium", "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode|FAXWRIT", "fax")]
    [InlineData("status", "in-progress")]
    [InlineData("subject", "Patient p")]
    [InlineData("patient", "Patient p")]
    [InlineData("identifier", "https://efax.com|fax-1")]
    [InlineData("recipient", "Organization o", "Practitioner d")]
    [InlineData("sender", "Practitioner s")]
    [InlineData("sent", "2024-03-01T10:15:30.123 2024-03-01T10:15:30.124")]
    [InlineData("received", "2024-03-01T00:00:00 2024-03-02T00:00:00")]
    public void A_Communication(string parameter, params string[] expected) => Indexed.By(parameter, Communication).ShouldBe(expected);

    [Fact]
    public void A_patient_parameter_leaves_other_subjects_out()
    {
        const string OfGroup = """{ "resourceType": "Communication", "status": "completed", "subject": { "reference": "Group/g" } }""";

        Indexed.By("subject", OfGroup).ShouldBe(["Group g"]);
        Indexed.By("patient", OfGroup).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "effectivePeriod": { "start": "2024-05-01", "end": "2024-05-02T10:00:00Z" } }""", "2024-05-01T00:00:00 2024-05-02T10:00:01")]
    [InlineData("""{ "effectivePeriod": { "start": "2024" } }""", "2024-01-01T00:00:00 +")]
    [InlineData("""{ "effectivePeriod": { "end": "2024" } }""", "- 2025-01-01T00:00:00")]
    [InlineData("""{ "effectivePeriod": {} }""")]
    [InlineData("""{ "effectivePeriod": { "start": "2024-05-03", "end": "2024-05-01" } }""", "2024-05-01T00:00:00 2024-05-04T00:00:00")]
    [InlineData("""{ "effectiveInstant": "2015-06-30T23:59:60Z" }""", "2015-07-01T00:00:00 2015-07-01T00:00:01")]
    [InlineData("""{ "effectiveDateTime": "2024-05-01T10:00:00" }""", "2024-05-01T10:00:00 2024-05-01T10:00:01")]
    [InlineData("""{ "effectiveDateTime": "soon" }""")]
    [InlineData("""{ "effectiveTiming": { "event": ["2024-05-01", "2024-05-07"] } }""", "2024-05-01T00:00:00 2024-05-08T00:00:00")]
    [InlineData("""{ "effectiveTiming": { "repeat": { "boundsPeriod": { "start": "2024-05-01" } } } }""", "2024-05-01T00:00:00 +")]
    [InlineData("""{ "effectiveTiming": { "repeat": { "count": 3 } } }""")]
    public void Dates_of_an_Observation(string members, params string[] expected) =>
        Indexed.By("date", Observation(members)).ShouldBe(expected);

    [Theory]
    [InlineData(
        """{ "valueQuantity": { "value": 5.40, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL" } }""",
        "5.395 5.405 http://unitsofmeasure.org|mg/dL")]
    [InlineData(
        """{ "valueQuantity": { "value": 100, "unit": "pounds", "system": "http://unitsofmeasure.org", "code": "[lb_av]" } }""",
        "99.5 100.5 http://unitsofmeasure.org|[lb_av]",
        "99.5 100.5 |pounds")]
    [InlineData("""{ "valueQuantity": { "value": 1e2 } }""", "95 105 |")]
    [InlineData("""{ "valueQuantity": { "value": 5, "comparator": "<" } }""", "-1.7976931348623157E+308 5.5 |")]
    [InlineData("""{ "valueQuantity": { "value": 5, "comparator": ">=" } }""", "4.5 1.7976931348623157E+308 |")]
    [InlineData("""{ "valueQuantity": { "value": 66.899999999999991 } }""", "66.89999999999998 66.9 |")]
    [InlineData("""{ "valueQuantity": { "unit": "mg" } }""")]
    [InlineData("""{ "valueQuantity": { "value": 1e999 } }""")]
    [InlineData("""{ "valueString": "12" }""")]
    public void Quantities_of_an_Observation(string members, params string[] expected) =>
        Indexed.By("value-quantity", Observation(members)).ShouldBe(expected);

    [Fact]
    public void An_Observation_is_found_by_code_value_and_component()
    {
        var json = Observation("""
            {
              "code": { "coding": [{ "system": "http://loinc.org", "code": "8480-6" }], "text": "Systolic" },
              "valueCodeableConcept": { "coding": [{ "code": "high" }], "text": "Zu hoch" },
              "component": [{ "code": { "coding": [{ "code": "part" }] }, "valueQuantity": { "value": 3 } }]
            }
            """);

        Indexed.By("code", json).ShouldBe(["http://loinc.org|8480-6"]);
        Indexed.By("combo-code", json).ShouldBe(["http://loinc.org|8480-6", "part"]);
        Indexed.By("value-concept", json).ShouldBe(["high"]);
        Indexed.By("value-string", json).ShouldBe(["zu hoch"]);
        Indexed.By("component-value-quantity", json).ShouldBe(["2.5 3.5 |"]);
        Indexed.By("code-value-quantity", json).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "resourceType": "Encounter", "period": { "start": "2024-01-02", "end": "2024-01-02" } }""", "date", "2024-01-02T00:00:00 2024-01-03T00:00:00")]
    [InlineData("""{ "resourceType": "Organization", "address": [{ "text": "Göteborg  9" }] }""", "address", "goteborg 9")]
    [InlineData("""{ "resourceType": "RiskAssessment", "prediction": [{ "probabilityDecimal": 0.02 }] }""", "probability", "0.015 0.025")]
    [InlineData("""{ "resourceType": "RiskAssessment", "prediction": [{ "probabilityRange": { "low": { "value": 1 }, "high": { "value": 3 } } }] }""", "probability", "0.5 3.5")]
    [InlineData("""{ "resourceType": "Invoice", "totalNet": { "value": 9.99, "currency": "EUR" } }""", "totalnet", "9.985 9.995 urn:iso:std:iso:4217|EUR")]
    [InlineData("""{ "resourceType": "ValueSet", "url": "http://example.org/vs" }""", "url", "http://example.org/vs")]
    [InlineData(
        """{ "resourceType": "PlanDefinition", "action": [{ "definitionCanonical": "http://example.org/ActivityDefinition/a|1" }] }""",
        "definition",
        "? http://example.org/ActivityDefinition/a|1",
        "ActivityDefinition http://example.org/ActivityDefinition/a")]
    [InlineData(
        """{ "resourceType": "PlanDefinition", "relatedArtifact": [{ "type": "depends-on", "resource": "http://example.org/Library/a|1" }, { "type": "successor", "resource": "http://no" }] }""",
        "depends-on",
        "? http://example.org/Library/a|1",
        "Library http://example.org/Library/a")]
    [InlineData(
        """{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Composition", "id": "k" } }, { "resource": { "resourceType": "Patient", "id": "x" } }] }""",
        "composition",
        "Composition k")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [{ "resource": { "resourceType": "Patient", "id": "x" } }] }""", "composition")]
    [InlineData("""{ "resourceType": "ConceptMap", "sourceCanonical": "http://snomed.info/sct?fhir_vs" }""", "source", "? http://snomed.info/sct?fhir_vs")]
    [InlineData(
        """{ "resourceType": "Person", "link": [{ "target": { "reference": "Patient/1" } }, { "target": { "reference": "Practitioner/2" } }] }""",
        "practitioner",
        "Practitioner 2")]
    [InlineData(
        """{ "resourceType": "Flag", "contained": [{ "resourceType": "Patient", "id": "x" }], "subject": { "reference": "#x" } }""", "patient")]
    [InlineData(
        """{ "resourceType": "DiagnosticReport", "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/DiagnosticReport-geneticsAssessedCondition", "valueReference": { "reference": "Condition/7" } }] }""",
        "assessed-condition",
        "Condition 7")]
    [InlineData(
        """{ "resourceType": "QuestionnaireResponse", "item": [{ "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-isSubject", "valueBoolean": true }], "answer": [{ "valueReference": { "reference": "Patient/q" } }] }, { "answer": [{ "valueReference": { "reference": "Patient/r" } }] }] }""",
        "item-subject",
        "Patient q")]
    public void Other_types(string json, string parameter, params string[] expected) => Indexed.By(parameter, json).ShouldBe(expected);

    [Theory]
    [InlineData("""{ "resourceType": "Patient", "name": "text", "birthDate": 7, "telecom": { "system": [1] }, "identifier": [[{}], null, 3], "active": "yes" }""")]
    [InlineData("""{ "resourceType": "Patient", "deceasedBoolean": false, "deceasedDateTime": "2020", "meta": [], "gender": { "a": 1 } }""")]
    [InlineData("""{ "resourceType": "Patient", "deceasedBoolean": [true, false], "generalPractitioner": ["x", { "reference": 3 }, { "reference": "" }] }""")]
    [InlineData("""{ "resourceType": "Bundle", "entry": { "resource": [3] } }""")]
    [InlineData("""{ "resourceType": "Observation", "valueQuantity": { "value": "5", "code": {} }, "extension": [3, { "url": {} }], "effectivePeriod": [] }""")]
    public void Nonsense_never_fails(string json) => Indexed.All(json).ShouldNotBeNull();

    [Fact]
    public void Entries_are_distinct_and_bounded()
    {
        var given = string.Join(',', Enumerable.Range(0, 6_000).Select(i => $"\"n{i}\""));
        var json = $$"""{ "resourceType": "Patient", "name": [{ "given": [{{given}}] }, { "given": [{{given}}] }] }""";
        using var document = Indexed.Parse(System.Text.Encoding.UTF8.GetBytes(json));
        var indexer = new SearchIndexer(Fhir.Definitions.R4Definitions.Current);

        var entries = indexer.Index(document, out var isComplete);

        entries.Count.ShouldBe(SearchIndexer.MaxEntries);
        entries.Distinct().Count().ShouldBe(entries.Count);
        isComplete.ShouldBeFalse();
    }

    private static string Observation(string members) => """{ "resourceType": "Observation", "status": "final", """ + members.TrimStart()[1..];

    [Fact]
    public void Composites_are_kept_together_by_place()
    {
        const string pressure = """
            {"resourceType":"Observation","status":"final","code":{"coding":[{"code":"bp"}]},"component":[
             {"code":{"coding":[{"code":"sys"},{"system":"s","code":"120-1"}]},"valueQuantity":{"value":120,"code":"mm"}},
             {"code":{"coding":[{"code":"nothing"}]}},
             {"code":{"coding":[{"code":"dia"}]},"valueQuantity":{"value":80,"code":"mm"}}]}
            """;

        Indexed.By("component-code-value-quantity", pressure).ShouldBe(
            ["0.0 sys", "0.0 s|120-1", "0.1 119.5 120.5 |mm", "2.0 dia", "2.1 79.5 80.5 |mm"]);
        Indexed.By("combo-code-value-quantity", pressure).Length.ShouldBe(5);
        Indexed.By("code-value-quantity", pressure).ShouldBeEmpty();
    }

    [Fact]
    public void The_parts_of_a_relationship_are_what_they_look_at() =>
        Indexed.By("relationship", """
            {"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"url":"http://a/b"}}],"relatesTo":[{"code":"transforms","target":{"reference":"DocumentReference/old"}}]}
            """).ShouldBe(["0.0 transforms", "0.1 DocumentReference old"]);

    [Fact]
    public void Canonicals_are_indexed_as_written_and_what_they_name_by_url_and_version()
    {
        Indexed.By("questionnaire:canonical", """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"http://a/q|1"}""").ShouldBe(["http://a/q|1"]);
        Indexed.By("questionnaire:canonical", """{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":"Questionnaire/q"}""").ShouldBeEmpty();
        Indexed.By("url:name", """{"resourceType":"Questionnaire","status":"active","url":"http://a/q","version":"1"}""").ShouldBe(["http://a/q", "http://a/q|1"]);
        Indexed.By("url:name", """{"resourceType":"Questionnaire","status":"active","version":"1"}""").ShouldBeEmpty();
    }
}
