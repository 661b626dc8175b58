using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle.Filing;

/// <summary>What an inbound fax is filed as.</summary>
/// <param name="TypeName">Of the project's catalogue.</param>
internal sealed record FiledDocument(ResourceKey Key, string TypeName);
