using FhirFax.Fhir.Json;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>One entry of a transaction with all that could be found out before the transaction begins. Not changed while it runs: it may have to run again.</summary>
internal sealed class TransactionEntry(BundleEntry source, FhirRequest request, InteractionDeclaration declaration) : IDisposable
{
    public BundleEntry Source { get; } = source;

    public FhirRequest Request { get; } = request;

    public InteractionDeclaration Declaration { get; } = declaration;

    public string Type => Source.Route.Type!;

    /// <summary>The content as it was sent; its references may lead to other entries. Null for reads, deletes and patches.</summary>
    public ResourceDocument? Proposed { get; set; }

    /// <summary>Of a Binary: where its bytes lie.</summary>
    public BinaryContent? Content { get; set; }

    /// <summary>Null when the entry is not conditional.</summary>
    public ConditionalCriteria? Criteria { get; set; }

    public VersionPrecondition? Precondition { get; set; }

    public ResourcePatch? Patch { get; set; }

    /// <summary>The id under which the entry creates, when it does.</summary>
    public string NewId { get; set; } = "";

    /// <summary>Null while it depends on what a search inside the transaction finds.</summary>
    public ResourceKey? Key => Criteria is null ? new ResourceKey(Type, Source.Route.Id ?? NewId) : null;

    /// <summary>The content with its references resolved, checked; null when only the transaction can resolve them.</summary>
    public CheckedContent? Checked { get; set; }

    /// <summary>The searches that references of the content hold, by their text: they are to find what the other entries have written.</summary>
    public Dictionary<string, ConditionalCriteria> ConditionalReferences { get; set; } = new(StringComparer.Ordinal);

    /// <summary>References of its content may be searches, which are to find what the others have written.</summary>
    public bool MaySearch => ConditionalReferences.Count > 0 || Patch is not null;

    public void Dispose()
    {
        Proposed?.Dispose();
        Checked?.Document.Dispose();
        Patch?.Dispose();
    }
}
