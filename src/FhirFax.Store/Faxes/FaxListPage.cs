namespace FhirFax.Store.Faxes;

/// <param name="Total">All faxes of the project, as of the same moment as the page.</param>
public sealed record FaxListPage<T>(IReadOnlyList<T> Faxes, long Total);
