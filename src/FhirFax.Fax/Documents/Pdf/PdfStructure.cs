namespace FhirFax.Fax.Documents.Pdf;

/// <summary>What the cross-reference sections or a scan of the file say: where objects are, and the trailer.</summary>
/// <param name="Table">Object number to place; offsets count from the start of the file.</param>
/// <param name="Trailer">The trailer dictionary that counts.</param>
/// <param name="Rebuilt">Found by scanning, so what is missing may have been lost.</param>
internal sealed record PdfStructure(XrefTable Table, PdfDictionary Trailer, bool Rebuilt);
