namespace FhirFax.Server.Faxes.Answers;

/// <summary>One page of the list.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Size">Faxes on a full page.</param>
/// <param name="Total">Faxes in all.</param>
internal sealed record FaxPage(IReadOnlyList<Fax.Lifecycle.Fax> Faxes, long Number, int Size, long Total)
{
    public long Offset => Number * Size;

    public long Pages => (Total + Size - 1) / Size;

    public bool IsLast => Number >= Pages - 1;
}
