using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>One entry of a posted batch or transaction, as it asks (R4 bundle.html).</summary>
/// <param name="Index">Place in the Bundle, from 0.</param>
/// <param name="Query">Of the url, without question mark.</param>
internal sealed record BundleEntry(int Index, string Method, FhirRoute Route, string Query)
{
    public string? FullUrl { get; init; }

    /// <summary>The JSON of the resource; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Resource { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneMatch { get; init; }

    public string? IfModifiedSince { get; init; }

    public string? IfNoneExist { get; init; }

    /// <summary>The url names nothing here; null when it does.</summary>
    public OperationOutcome? Problem { get; init; }

    /// <summary>Whether it posts a Bundle of its own.</summary>
    public bool IsBundle => Route.Kind == RouteKind.System && Method == "POST";

    /// <summary>The element, for outcomes.</summary>
    public string Expression => $"Bundle.entry[{Index}]";
}
