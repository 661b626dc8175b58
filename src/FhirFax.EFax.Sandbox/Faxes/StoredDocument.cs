namespace FhirFax.EFax.Sandbox.Faxes;

/// <param name="Type">Such as <c>PDF</c>.</param>
/// <param name="Sha256">Lower-case hexadecimal; names the file that holds the bytes.</param>
internal sealed record StoredDocument(string Type, string Sha256, long Size);
