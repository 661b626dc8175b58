using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>What the criteria of a conditional interaction found.</summary>
/// <param name="Resource">The only match; null when there is none, or more than one.</param>
/// <param name="IsSeveral">The criteria were not selective enough: a 412.</param>
internal readonly record struct CriteriaMatch(StoredResource? Resource, bool IsSeveral);
