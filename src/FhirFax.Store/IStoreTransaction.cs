using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Store;

/// <summary>The operations that may be composed atomically; its reads see its own writes. Valid only while its work runs.</summary>
public interface IStoreTransaction : IResourceReader, IResourceWriter, IFaxReader, IFaxWriter, IFaxList, IWorkWriter
{
    /// <summary>The one time of this transaction; what <c>meta.lastUpdated</c> becomes. Strictly later than that of any earlier transaction on the same resource.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Undoes everything written here; the work may still return a value to its caller.</summary>
    void Abandon();
}
