namespace FhirFax.EFax.Sandbox.Http;

/// <summary>What body an endpoint takes.</summary>
internal enum BodyKind
{
    None,
    Form,
    Json,
    Submission,
}
