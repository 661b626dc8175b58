using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>What is asked for about one fax that was sent.</summary>
public sealed record SentFaxRequest(FaxProject Project, Caller Caller, string CommunicationId);
