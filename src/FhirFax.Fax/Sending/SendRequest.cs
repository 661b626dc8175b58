using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fhir.Json;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending;

/// <summary>One <c>$send-efax</c> call.</summary>
public sealed record SendRequest
{
    public required FaxProject Project { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The Communication in the body, R4-valid, attachment urls normalised; null at instance level, where <see cref="CommunicationId"/> names the stored one.</summary>
    public ResourceDocument? Communication { get; init; }

    /// <summary>At instance level: the id in the path.</summary>
    public string? CommunicationId { get; init; }

    /// <summary>The Organization or Practitioner in the path, which names the sender; null at system and Communication level.</summary>
    public ResourceKey? Sender { get; init; }

    /// <summary>The <c>Idempotency-Key</c> header; null when none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether a Word document is faxed: converted to PDF where a converter is set up, else handed over as it is. Only the Faxes dialect takes them.</summary>
    public bool TakesWordDocuments { get; init; }

    /// <summary>Whether to answer <see cref="SendResult.Queued"/> as soon as the send is committed, without waiting for the carrier.</summary>
    public bool AnswersWhenQueued { get; init; }

    /// <summary>Our FHIR base urls, below which an absolute reference is local.</summary>
    public IReadOnlyList<string> BaseUrls { get; init; } = [];
}
