using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Tests.Definitions;

public class R4DefinitionsTests
{
    private static readonly R4Definitions R4 = R4Definitions.Current;

    private static TypeDefinition Type(string name)
    {
        R4.TryGetType(name, out var type).ShouldBeTrue(name);
        return type!;
    }

    [Fact]
    public void The_146_concrete_resource_types_are_listed_in_ordinal_order()
    {
        R4.ResourceTypes.Count.ShouldBe(146);
        R4.ResourceTypes.Select(t => t.Name).ShouldBe(R4.ResourceTypes.Select(t => t.Name).Order(StringComparer.Ordinal));
        R4.ResourceTypes.ShouldAllBe(t => t.Kind == TypeKind.Resource && !t.IsAbstract);
    }

    [Theory]
    [InlineData("Communication", true)]
    [InlineData("Parameters", true)]
    [InlineData("DomainResource", false)]
    [InlineData("Resource", false)]
    [InlineData("HumanName", false)]
    [InlineData("communication", false)]
    [InlineData("", false)]
    public void Only_a_concrete_resource_type_is_one(string name, bool expected) => R4.IsResourceType(name).ShouldBe(expected);

    [Theory]
    [InlineData("Patient", "DomainResource")]
    [InlineData("Bundle", "Resource")]
    [InlineData("Age", "Quantity")]
    [InlineData("code", "string")]
    [InlineData("positiveInt", "integer")]
    [InlineData("Patient.contact", "BackboneElement")]
    [InlineData("Timing.repeat", "Element")]
    public void A_type_knows_what_it_specialises(string name, string parent) => Type(name).Is(parent).ShouldBeTrue();

    [Fact]
    public void A_choice_type_is_one_element_with_a_property_for_each_type()
    {
        var payload = Type("Communication.payload");
        var content = payload.ElementsByName["content"];
        content.IsChoice.ShouldBeTrue();
        content.Min.ShouldBe(1);
        content.Path.ShouldBe("Communication.payload.content[x]");
        content.Properties.Select(p => p.JsonName).ShouldBe(["contentString", "contentAttachment", "contentReference"]);
        payload.Properties["contentAttachment"].Type.Name.ShouldBe("Attachment");
        Type("Extension").ElementsByName["value"].Properties.Count.ShouldBe(50);
    }

    [Fact]
    public void Inherited_elements_come_first()
    {
        Type("Patient").Elements.Take(9).Select(e => e.Name)
            .ShouldBe(["id", "meta", "implicitRules", "language", "text", "contained", "extension", "modifierExtension", "identifier"]);
        Type("Patient.contact").Elements.Take(4).Select(e => e.Name).ShouldBe(["id", "extension", "modifierExtension", "relationship"]);
        Type("date").Elements.Select(e => e.Name).ShouldBe(["id", "extension"]);
    }

    [Fact]
    public void A_content_reference_leads_to_the_type_it_names()
    {
        Type("Questionnaire.item").Properties["item"].Type.ShouldBeSameAs(Type("Questionnaire.item"));
        Type("Bundle.entry").Properties["link"].Type.ShouldBeSameAs(Type("Bundle.link"));
    }

    [Fact]
    public void The_FHIRPath_types_of_ids_and_urls_are_read_as_FHIR_types()
    {
        Type("Patient").Properties["id"].Type.Name.ShouldBe("id");
        Type("HumanName").Properties["id"].Type.Name.ShouldBe("string");
        Type("Extension").Properties["url"].Type.Name.ShouldBe("uri");
        Type("Narrative").Properties["div"].Type.Kind.ShouldBe(TypeKind.Xhtml);
    }

    [Fact]
    public void Reference_targets_are_those_of_the_type_and_empty_for_any()
    {
        Type("Patient").Properties["managingOrganization"].Targets.ShouldBe(["Organization"]);
        Type("Communication").Properties["about"].Targets.ShouldBeEmpty();
        Type("Communication").Properties["instantiatesCanonical"].Targets.ShouldContain("PlanDefinition");
    }

    [Fact]
    public void A_required_binding_lists_its_codes_with_their_systems()
    {
        var status = Type("Communication").ElementsByName["status"].Binding.ShouldNotBeNull();
        status.ValueSet.ShouldBe("http://hl7.org/fhir/ValueSet/event-status");
        status.Codes.Keys.Order().ShouldBe(
            ["completed", "entered-in-error", "in-progress", "not-done", "on-hold", "preparation", "stopped", "unknown"]);
        status.Codes["completed"].ShouldBe(["http://hl7.org/fhir/event-status"]);
    }

    [Theory]
    [InlineData("Attachment", "contentType")]
    [InlineData("Money", "currency")]
    [InlineData("Communication", "category")]
    public void What_cannot_be_listed_or_is_not_required_has_no_binding(string type, string element) =>
        Type(type).ElementsByName[element].Binding.ShouldBeNull();

    [Fact]
    public void A_binding_may_be_a_value_set_of_value_sets()
    {
        var codes = Type("TriggerDefinition").ElementsByName["type"].Binding.ShouldNotBeNull().Codes;
        codes.ShouldContainKey("named-event");
        var types = Type("ParameterDefinition").ElementsByName["type"].Binding.ShouldNotBeNull().Codes;
        types.ShouldContainKey("HumanName");
        types.ShouldContainKey("Patient");
    }

    [Fact]
    public void An_invariant_is_stated_once_where_it_belongs()
    {
        Type("Patient").Invariants.Select(i => i.Key).ShouldContain("dom-2");
        Type("Patient").ElementsByName["name"].Invariants.ShouldBeEmpty();
        Type("Patient.contact").Invariants.Select(i => i.Key).ShouldBe(["ele-1", "pat-1"]);
        Type("Extension").Invariants.Select(i => i.Key).ShouldBe(["ele-1", "ext-1"]);
    }

    [Fact]
    public void Every_property_of_every_type_leads_to_a_known_type()
    {
        foreach (var resource in R4.ResourceTypes)
        {
            foreach (var property in resource.Properties.Values)
            {
                R4.TryGetType(property.Type.Name, out _).ShouldBeTrue();
                property.Element.Properties.ShouldContain(property);
            }
        }
    }

    [Fact]
    public void Search_parameters_include_those_of_the_base_types()
    {
        var communication = R4.SearchParametersOf("Communication");
        communication.Select(p => p.Code).ShouldBeUnique();
        communication.Select(p => p.Code).ShouldBe(communication.Select(p => p.Code).Order(StringComparer.Ordinal));
        foreach (var code in (string[])["_id", "_lastUpdated", "_tag", "_text", "category", "medium", "recipient", "sent", "subject", "patient"])
        {
            R4.TryGetSearchParameter("Communication", code, out var parameter).ShouldBeTrue(code);
            parameter!.Code.ShouldBe(code);
        }

        R4.TryGetSearchParameter("Bundle", "_text", out _).ShouldBeFalse("Bundle is no DomainResource");
        R4.SearchParametersOf("Nonsense").ShouldBeEmpty();
        R4.TryGetSearchParameter("Nonsense", "_id", out _).ShouldBeFalse();
    }

    [Fact]
    public void The_specifications_example_parameters_are_left_out()
    {
        R4.TryGetSearchParameter("Patient", "_id", out var id).ShouldBeTrue();
        id!.Url.ShouldBe("http://hl7.org/fhir/SearchParameter/Resource-id");
        R4.TryGetSearchParameter("Condition", "subject", out var subject).ShouldBeTrue();
        subject!.Url.ShouldBe("http://hl7.org/fhir/SearchParameter/Condition-subject");
        R4.TryGetSearchParameter("Patient", "part-agree", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_search_parameter_carries_what_it_indexes()
    {
        R4.TryGetSearchParameter("Observation", "code-value-quantity", out var composite).ShouldBeTrue();
        composite!.Type.ShouldBe(SearchParameterType.Composite);
        composite.Components.Count.ShouldBe(2);
        composite.Components[0].Expression.ShouldBe("code");
        R4.TryGetSearchParameter("Communication", "patient", out var patient).ShouldBeTrue();
        patient!.Expression.ShouldNotBeNull().ShouldContain("Communication.subject");
        patient.Targets.ShouldBe(["Patient"]);
    }
}
