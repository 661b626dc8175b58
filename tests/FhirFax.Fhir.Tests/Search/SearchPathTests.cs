using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

public class SearchPathTests
{
    private static readonly R4Definitions R4 = R4Definitions.Current;

    public static TheoryData<string> ResourceTypes => new(R4.ResourceTypes.Select(type => type.Name));

    [Theory]
    [MemberData(nameof(ResourceTypes))]
    public void Every_expression_compiles_and_can_find_something(string resourceType)
    {
        R4.TryGetType(resourceType, out var type).ShouldBeTrue();
        foreach (var parameter in R4.SearchParametersOf(resourceType))
        {
            if (!SearchPaths.IsIndexed(parameter))
            {
                continue;
            }

            var path = SearchPath.Compile(parameter.Expression!, type, R4);

            path.Ends?.ShouldNotBeEmpty($"{resourceType}: {parameter.Code} = {parameter.Expression}");
        }
    }

    [Fact]
    public void Only_computed_expressions_need_the_evaluator()
    {
        var computed = new List<string>();
        foreach (var type in R4.ResourceTypes)
        {
            foreach (var parameter in R4.SearchParametersOf(type.Name))
            {
                if (SearchPaths.IsIndexed(parameter) && !SearchPath.Compile(parameter.Expression!, type, R4).IsDirect)
                {
                    computed.Add($"{type.Name}.{parameter.Code}");
                }
            }
        }

        computed.ShouldBe(["Patient.deceased", "QuestionnaireResponse.item-subject"]);
    }

    [Theory]
    [InlineData("Patient", "birthdate", "birthDate")]
    [InlineData("RelatedPerson", "birthdate", "birthDate")]
    [InlineData("Observation", "value-quantity", "valueQuantity,valueSampledData")]
    [InlineData("Condition", "onset-date", "onsetDateTime,onsetPeriod")]
    [InlineData("Medication", "ingredient", "itemReference")]
    [InlineData("Bundle", "composition", "resource")]
    public void A_path_ends_at_this_types_properties_only(string resourceType, string code, string expected)
    {
        R4.TryGetType(resourceType, out var type).ShouldBeTrue();
        R4.TryGetSearchParameter(resourceType, code, out var parameter).ShouldBeTrue();

        var ends = SearchPath.Compile(parameter.Expression!, type, R4).Ends.ShouldNotBeNull();

        string.Join(',', ends.Select(end => end.JsonName)).ShouldBe(expected);
    }
}
