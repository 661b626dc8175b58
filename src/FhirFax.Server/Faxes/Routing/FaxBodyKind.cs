namespace FhirFax.Server.Faxes.Routing;

/// <summary>What an endpoint reads.</summary>
internal enum FaxBodyKind
{
    /// <summary>Nothing; what is sent is ignored.</summary>
    None,

    /// <summary><c>application/json</c>, an object.</summary>
    Json,

    /// <summary><c>multipart/form-data</c>, which the endpoint reads by itself.</summary>
    Files,
}
