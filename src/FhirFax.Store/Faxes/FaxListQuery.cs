namespace FhirFax.Store.Faxes;

/// <summary>One page of all faxes of a project. What has no value comes last in both directions; equals are in the order of their ids.</summary>
/// <param name="Offset">Faxes to leave out before the page; costs little however large it is.</param>
/// <param name="Count">At most so many.</param>
public sealed record FaxListQuery(FaxSort Sort, bool IsDescending, long Offset, int Count);
