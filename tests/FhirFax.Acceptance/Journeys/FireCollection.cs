namespace FhirFax.Acceptance.Journeys;

/// <summary>Each of these keeps several processes busy: one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class FireCollection
{
    public const string Name = "fire";
}
