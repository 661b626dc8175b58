namespace FhirFax.Store.Faxes;

/// <param name="Total">All faxes of the project, as of the same moment as the page.</param>
public sealed record FaxListPage(IReadOnlyList<ListedFax> Faxes, long Total);
