namespace FhirFax.Fhir.FhirPath;

/// <param name="TakesType">The only argument is a type specifier.</param>
internal sealed record Function(string Name, int MinArguments, int MaxArguments, Function.Implementation Run, bool TakesType = false)
{
    internal delegate List<FhirPathItem> Implementation(FunctionCall call);
}
