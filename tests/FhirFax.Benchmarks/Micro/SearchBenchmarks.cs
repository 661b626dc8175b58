using BenchmarkDotNet.Attributes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;

namespace FhirFax.Benchmarks.Micro;

/// <summary>What it costs to understand a search, before anything is looked up.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class SearchBenchmarks
{
    private static readonly string[] BaseUrls = ["http://127.0.0.1:8080/fhir/R4"];

    private static readonly KeyValuePair<string, string>[] Inbox =
    [
        new("medium", "FAXWRIT"), new("category", "http://medplum.com/fhir/CodeSystem/fax-direction|inbound"), new("_sort", "-sent"), new("_count", "50"),
    ];

    private static readonly KeyValuePair<string, string>[] Chained =
    [
        new("recipient:Organization.name", "acme"), new("sent", "ge2026-01-01"), new("_include", "Communication:sender"),
    ];

    private readonly SearchQueryParser _parser = new(R4Definitions.Current);

    [Benchmark]
    public SearchParseResult CompileInbox() => _parser.Parse("Communication", Inbox, BaseUrls);

    [Benchmark]
    public SearchParseResult CompileChained() => _parser.Parse("Communication", Chained, BaseUrls);
}
