namespace FhirFax.Fax.Lifecycle;

/// <summary>A property that a request holds, as opposed to one that it leaves alone.</summary>
/// <param name="Value">Null clears it.</param>
public readonly record struct Supplied<T>(T Value);
