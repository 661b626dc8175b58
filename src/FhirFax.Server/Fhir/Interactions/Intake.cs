using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Json;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>A body that was read: a valid resource, or the refusal. The reader disposes it.</summary>
internal sealed class Intake : IDisposable
{
    private Intake(ResourceDocument? document, FhirResult? refusal)
    {
        Document = document;
        Refusal = refusal;
    }

    public ResourceDocument? Document { get; }

    public FhirResult? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Document))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Document is not null;

    public static Intake Accepted(ResourceDocument document) => new(document, null);

    public static Intake Refused(FhirResult refusal) => new(null, refusal);

    public void Dispose() => Document?.Dispose();
}
