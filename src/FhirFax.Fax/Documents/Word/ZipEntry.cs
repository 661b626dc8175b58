namespace FhirFax.Fax.Documents.Word;

/// <summary>One file of an archive, as its directory has it.</summary>
/// <param name="Method">0 stored, 8 deflated; there are no others.</param>
/// <param name="PackedSize">Bytes in the archive.</param>
/// <param name="Size">Bytes once unpacked, as stated.</param>
/// <param name="DataOffset">Where its packed bytes begin in the archive.</param>
internal sealed record ZipEntry(string Name, int Method, long PackedSize, long Size, long DataOffset);
