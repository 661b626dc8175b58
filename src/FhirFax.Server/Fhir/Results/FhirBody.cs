using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Content;

namespace FhirFax.Server.Fhir.Results;

/// <summary>What an answer carries. A closed set, each kind with its own way to the wire.</summary>
internal abstract record FhirBody
{
    /// <summary>A resource's bytes as stored.</summary>
    public sealed record Resource(ReadOnlyMemory<byte> Utf8) : FhirBody;

    public sealed record Outcome(OperationOutcome Value) : FhirBody;

    public sealed record Bundle(BundleContent Content) : FhirBody;

    /// <summary>The answers to the entries of a batch or transaction, in their order.</summary>
    public sealed record Responses(bool IsTransaction, IReadOnlyList<EntryResponse> Entries) : FhirBody;

    /// <summary>A document's own bytes.</summary>
    /// <param name="Stream">Disposed once written.</param>
    public sealed record Document(Stream Stream, long Size, string ContentType, string? FileName) : FhirBody;

    /// <summary>A Binary as JSON with its bytes streamed in as <c>data</c>.</summary>
    /// <param name="Stream">Disposed once written.</param>
    public sealed record BinaryResource(ReadOnlyMemory<byte> Utf8, Stream Stream, BinaryContent Content) : FhirBody;
}
