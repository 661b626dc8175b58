using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Faxes.Files;

namespace FhirFax.Server.Configuration;

/// <summary>Every bound on what a caller may send, ask for, and have going at a time; most are <c>Limits__</c> settings, the rest are fixed by the code that keeps them.</summary>
internal sealed record Limits
{
    private const long OneGigabyte = 1_000_000_000;
    private const int Million = 1_000_000;

    /// <summary>Levels of objects and arrays in a JSON body.</summary>
    public static int Nesting => ResourceDocument.MaxDepth;

    /// <summary>Matches on a page of a search or history; more that is asked for by <c>_count</c> is answered as this many.</summary>
    public static int PageSize => SearchQuery.MaxCount;

    /// <summary>Resources that <c>_include</c> and <c>_revinclude</c> may add to a page.</summary>
    public static int Includes => SearchInclude.MaxIncluded;

    /// <summary>Values by which one resource can be found, which bounds its arrays.</summary>
    public static int IndexedValues => SearchIndexer.MaxEntries;

    /// <summary>Parts of a multipart upload.</summary>
    public static int MultipartParts => FaxUploadReader.MostParts;

    /// <summary>Bytes of a JSON or XML body (<c>Fhir__MaxResourceBytes</c>).</summary>
    public required long ResourceBytes { get; init; }

    /// <summary>Bytes of a document before any encoding (<c>Fhir__MaxBinaryBytes</c>).</summary>
    public required long BinaryBytes { get; init; }

    /// <summary>Characters of the address with its query, as sent.</summary>
    public required int AddressLength { get; init; }

    /// <summary>Characters of all header names and values together.</summary>
    public required int HeaderLength { get; init; }

    /// <summary>Entries of a batch or transaction.</summary>
    public required int BatchEntries { get; init; }

    public required int Connections { get; init; }

    /// <summary>Requests in work at a time, of all callers; as many again wait.</summary>
    public required int ConcurrentRequests { get; init; }

    /// <summary>Requests in work at a time, of one client; as many again wait.</summary>
    public required int ConcurrentRequestsPerClient { get; init; }

    /// <summary>For a thread of the process; when it takes longer, what comes is refused until those that wait are through.</summary>
    public required TimeSpan LongestWait { get; init; }

    /// <summary>Zero: as many as the server can take.</summary>
    public required int RequestsPerMinutePerClient { get; init; }

    /// <summary>In the Faxes dialect (fax-lifecycle-api.md 2.4). Zero: as many as the server can take.</summary>
    public required int FaxRequestsPerMinutePerClient { get; init; }

    /// <summary>Without credentials, or with wrong ones, by address.</summary>
    public required int AnonymousRequestsPerMinute { get; init; }

    internal static Limits Read(SettingReader reader) => new()
    {
        ResourceBytes = reader.Integer("Fhir:MaxResourceBytes", 10_000_000, 1_000, OneGigabyte),
        BinaryBytes = reader.Integer("Fhir:MaxBinaryBytes", 100_000_000, 1_000, OneGigabyte),
        AddressLength = Read(reader, nameof(AddressLength), 16_384, 1_024, Million),
        HeaderLength = Read(reader, nameof(HeaderLength), 32_768, 4_096, Million),
        BatchEntries = Read(reader, nameof(BatchEntries), 1_000, 1, 10_000),
        Connections = Read(reader, nameof(Connections), 10_000, 10, Million),
        ConcurrentRequests = Read(reader, nameof(ConcurrentRequests), 1_000, 1, Million),
        ConcurrentRequestsPerClient = Read(reader, nameof(ConcurrentRequestsPerClient), 500, 1, Million),
        LongestWait = reader.Duration($"Limits:{nameof(LongestWait)}", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        RequestsPerMinutePerClient = Read(reader, nameof(RequestsPerMinutePerClient), 0, 0, 100 * Million),
        FaxRequestsPerMinutePerClient = Read(reader, nameof(FaxRequestsPerMinutePerClient), 1_000, 0, 100 * Million),
        AnonymousRequestsPerMinute = Read(reader, nameof(AnonymousRequestsPerMinute), 1_200, 1, 100 * Million),
    };

    private static int Read(SettingReader reader, string name, int fallback, int least, int most) => (int)reader.Integer($"Limits:{name}", fallback, least, most);
}
