namespace FhirFax.Store.Compliance;

/// <summary>A clean store, and what to do with it after the test.</summary>
public sealed record StoreUnderTest(IFhirFaxStore Store, Func<ValueTask> Remove);
