namespace FhirFax.Server.Http;

/// <summary>The two forms of a resource (R4 http.html#mime-type).</summary>
internal enum ResourceFormat
{
    Json,
    Xml,
}
