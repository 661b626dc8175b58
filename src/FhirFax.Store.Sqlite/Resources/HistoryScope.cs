namespace FhirFax.Store.Sqlite.Resources;

/// <summary>What a history is of.</summary>
/// <param name="Type">Null: all types.</param>
/// <param name="Seq">Null: all resources of the type.</param>
internal readonly record struct HistoryScope(long Project, long? Type, long? Seq);
