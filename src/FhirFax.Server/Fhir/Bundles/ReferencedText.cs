namespace FhirFax.Server.Fhir.Bundles;

/// <summary>A text that may point at another entry.</summary>
/// <param name="IsReference">It is <c>Reference.reference</c>, which may also be relative or a search; otherwise a uri, url or canonical.</param>
internal readonly record struct ReferencedText(string Text, bool IsReference);
