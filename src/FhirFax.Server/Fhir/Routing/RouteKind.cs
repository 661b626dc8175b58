namespace FhirFax.Server.Fhir.Routing;

/// <summary>The forms of an address below the FHIR base (R4 http.html#summary).</summary>
internal enum RouteKind
{
    /// <summary><c>[base]</c></summary>
    System,

    /// <summary><c>[base]/metadata</c></summary>
    Metadata,

    /// <summary><c>[base]/_history</c></summary>
    SystemHistory,

    /// <summary><c>[base]/_search</c></summary>
    SystemSearch,

    /// <summary><c>[base]/[type]</c></summary>
    Type,

    /// <summary><c>[base]/[type]/_search</c></summary>
    TypeSearch,

    /// <summary><c>[base]/[type]/_history</c></summary>
    TypeHistory,

    /// <summary><c>[base]/[type]/[id]</c></summary>
    Instance,

    /// <summary><c>[base]/[type]/[id]/_history</c></summary>
    InstanceHistory,

    /// <summary><c>[base]/[type]/[id]/_history/[vid]</c></summary>
    Version,

    /// <summary><c>[base]/$[name]</c></summary>
    SystemOperation,

    /// <summary><c>[base]/[type]/$[name]</c></summary>
    TypeOperation,

    /// <summary><c>[base]/[type]/[id]/$[name]</c></summary>
    InstanceOperation,

    /// <summary><c>[base]/[type]/[id]/_history/[vid]/$[name]</c></summary>
    VersionOperation,
}
