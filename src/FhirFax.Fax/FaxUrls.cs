namespace FhirFax.Fax;

/// <summary>The names that leave the server (design: canonical base, one constant).</summary>
public static class FaxUrls
{
    /// <summary>Canonical base of everything that FhirFax defines.</summary>
    public const string Base = "https://fhirfax.org/fhir";

    public const string FaxDeliveryExtension = Base + "/StructureDefinition/fax-delivery";
    public const string FaxPageCountExtension = Base + "/StructureDefinition/fax-page-count";
    public const string OutboundProfile = Base + "/StructureDefinition/outbound-fax-communication";
    public const string InboundProfile = Base + "/StructureDefinition/inbound-fax-communication";
    public const string DeliveryStatusSystem = Base + "/CodeSystem/fax-delivery-status";
    public const string FaxTagSystem = Base + "/CodeSystem/fax-tag";
    public const string StatusReasonSystem = Base + "/CodeSystem/fax-status-reason";
    /// <summary>Names of a project's document types, on the DocumentReference that an inbound fax is filed as.</summary>
    public const string DocumentTypeSystem = Base + "/CodeSystem/document-type";
    public const string FaxTaskSystem = Base + "/CodeSystem/fax-task";

    /// <summary>Identifier system of carrier fax ids on Communications, and of user ids on Organizations and Practitioners (seed).</summary>
    public const string EFaxIdentifier = "https://efax.com";

    /// <summary>Calling number of an inbound fax, valueString.</summary>
    public const string OriginatingNumberExtension = "https://efax.com/originating-fax-number";

    /// <summary>Direction category, as the integration guide has it.</summary>
    public const string DirectionSystem = "http://medplum.com/fhir/CodeSystem/fax-direction";

    public const string MediumSystem = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";
    public const string FaxMedium = "FAXWRIT";
    public const string NotDoneReasonSystem = "http://terminology.hl7.org/CodeSystem/communication-not-done-reason";
    public const string ActReasonSystem = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    /// <summary>Tag code of <see cref="FaxTagSystem"/> for an inbound fax that somebody has looked at.</summary>
    public const string ReviewedTag = "reviewed";

    /// <summary>Tag code for what passed through the sandbox.</summary>
    public const string TestTag = "HTEST";
}
