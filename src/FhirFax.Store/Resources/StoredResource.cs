using FhirFax.Store.Content;

namespace FhirFax.Store.Resources;

/// <summary>One stored version of a resource.</summary>
public sealed record StoredResource
{
    public required ResourceKey Key { get; init; }

    /// <summary>1, 2, 3…: <c>meta.versionId</c>.</summary>
    public required long VersionId { get; init; }

    public required DateTimeOffset LastUpdated { get; init; }

    /// <summary>True for the version that a delete made; it has no <see cref="Utf8"/>.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The JSON with <c>id</c> and <c>meta</c>, ready for the wire.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>For a Binary: its bytes, which are not in <see cref="Utf8"/>. Null for every other type.</summary>
    public BinaryContent? Content { get; init; }

    /// <summary>Client id that wrote this version; null when the server did.</summary>
    public string? Author { get; init; }

    /// <summary>Client id that wrote version 1; null when the server did.</summary>
    public string? Creator { get; init; }
}
