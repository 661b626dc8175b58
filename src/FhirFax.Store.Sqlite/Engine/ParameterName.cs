namespace FhirFax.Store.Sqlite.Engine;

/// <summary>A search parameter of one resource type in one project.</summary>
internal readonly record struct ParameterName(long Project, long Type, string Code);
