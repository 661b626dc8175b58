using FhirFax.Store.Resources;

namespace FhirFax.Store.Faxes;

/// <summary>A fax whole: its row and its Communication, of the same moment.</summary>
public sealed record ListedFax(FaxRow Row, StoredResource Communication);
