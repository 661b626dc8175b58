using FhirFax.Fax.Carriers;
using FhirFax.Fax.Documents;
using FhirFax.Store.Content;

namespace FhirFax.Fax.Receiving;

/// <summary>What asking for a received document gave. A closed set.</summary>
internal abstract record ReceivedDocument
{
    private ReceivedDocument()
    {
    }

    /// <summary>A document that opens, with its pages counted.</summary>
    public sealed record Readable(ContentReceipt Content, DocumentType Type, int Pages) : ReceivedDocument;

    /// <summary>The carrier answered, but not with a document that can be read.</summary>
    /// <param name="Content">The bytes that came; null when there were none.</param>
    public sealed record Unreadable(string Text, ContentReceipt? Content, DocumentType? Type) : ReceivedDocument;

    /// <summary>Not there, not there yet, or not given out.</summary>
    public sealed record Missing(string Text) : ReceivedDocument;

    public sealed record Unavailable(CarrierFailure Failure) : ReceivedDocument;
}
