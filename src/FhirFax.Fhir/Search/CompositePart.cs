using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Search;

/// <summary>One part of a composite parameter.</summary>
/// <param name="Definition">What it is searched as.</param>
/// <param name="Expression">Over a place of the composite.</param>
internal sealed record CompositePart(SearchParameterDefinition Definition, FhirPathExpression Expression);
