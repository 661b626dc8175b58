namespace FhirFax.Fax.Documents.Word;

/// <summary>Which program turns Word documents into PDF, and what it may use.</summary>
public sealed record OfficeConverterOptions
{
    /// <summary>LibreOffice's <c>soffice</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Absolute; holds the documents only while they are converted, and is emptied at the start.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>For one document; then every process of the conversion is killed. As long is waited for earlier documents.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of address space of each of its processes (<c>RLIMIT_AS</c>); not limited on Windows.</summary>
    public long MemoryBytes { get; init; } = 2L * 1024 * 1024 * 1024;
}
