namespace FhirFax.Fax.Carriers;

/// <param name="Type">Such as <c>PDF</c>.</param>
/// <param name="Size">Bytes before encoding.</param>
/// <param name="OpenAsync">Opens the bytes; the carrier disposes the stream. May be called again for a repeat after a renewed token.</param>
public sealed record SubmissionDocument(string Type, long Size, Func<CancellationToken, Task<Stream>> OpenAsync);
