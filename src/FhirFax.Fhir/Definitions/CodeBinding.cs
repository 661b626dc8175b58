using System.Collections.Frozen;

namespace FhirFax.Fhir.Definitions;

/// <summary>A required binding whose codes are all known here (R4 terminologies.html#required).</summary>
public sealed class CodeBinding
{
    /// <summary>Canonical url of the value set, without version.</summary>
    public required string ValueSet { get; init; }

    /// <summary>Code to the systems it is defined in.</summary>
    public required FrozenDictionary<string, string[]> Codes { get; init; }
}
