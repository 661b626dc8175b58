using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Fhir.Validation;
using FhirFax.Fhir.Xml;

namespace FhirFax.Benchmarks.Micro;

/// <summary>What a resource costs on its way in and out, step by step.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ResourceBenchmarks
{
    private readonly ResourceValidator _validator = new(R4Definitions.Current);
    private readonly SearchIndexer _indexer = new(R4Definitions.Current);
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private ReadOnlyMemory<byte> _json;
    private ReadOnlyMemory<byte> _xml;
    private ResourceDocument _document = null!;

    /// <summary>A Communication of 1 KiB, and two of the examples of the specification.</summary>
    [Params("Communication", "Patient-example", "Bundle-xds")]
    public string Resource { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _json = Resource == "Communication" ? Examples.Communication : Examples.Of(Resource);
        _document = Parsed();
        XmlResourceWriter.Write(_document.Root, _output);
        _xml = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public void Parse() => Parsed().Dispose();

    [Benchmark]
    public IReadOnlyList<Issue> Validate() => _validator.Validate(_document);

    [Benchmark]
    public IReadOnlyList<IndexEntry> Index() => _indexer.Index(_document);

    [Benchmark]
    public int WriteXml()
    {
        _output.ResetWrittenCount();
        XmlResourceWriter.Write(_document.Root, _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public bool ReadXml() => XmlResourceReader.TryReadJson(_xml, out _, out _);

    private ResourceDocument Parsed() =>
        ResourceDocument.TryParse(_json, out var document, out var problem)
            ? document
            : throw new InvalidOperationException(problem.Issues[0].Text + Encoding.UTF8.GetString(_json.Span[..50]));
}
