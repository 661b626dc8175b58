namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>Brings the server's own conformance resources into the form in which resources are served.</summary>
internal static class DefinitionsLoader
{
    public static ServedDefinitions Load() => new([]);
}
