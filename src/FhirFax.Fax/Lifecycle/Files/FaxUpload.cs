namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>
/// The files of one request, read to its end. What is wrong with a file itself is known here and answered later: whether the fax exists and may take files comes first
/// (fax-lifecycle-api.md 5.3).
/// </summary>
public sealed record FaxUpload
{
    /// <summary>The good ones in the order of their parts; complete only when nothing is refused and no limit is passed.</summary>
    public required IReadOnlyList<NewFaxFile> Files { get; init; }

    /// <summary>Every file of the request, at least one.</summary>
    public required int Count { get; init; }

    /// <summary>The content of every file of the request, good or not.</summary>
    public required long Bytes { get; init; }

    /// <summary>An empty file, else one of a type that is not taken; null when all are good.</summary>
    public FaxRefusal? Refusal { get; init; }
}
