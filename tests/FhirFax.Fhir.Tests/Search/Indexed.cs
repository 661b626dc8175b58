using System.Globalization;
using System.Text;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

/// <summary>Indexes a resource given as JSON and shows a parameter's entries as text.</summary>
internal static class Indexed
{
    private static readonly SearchIndexer Indexer = new(R4Definitions.Current, () => ["http://us.example/fhir"]);

    public static IReadOnlyList<IndexEntry> All(string json)
    {
        using var document = Parse(Encoding.UTF8.GetBytes(json));
        return Indexer.Index(document);
    }

    public static string[] By(string parameter, string json) =>
        [.. All(json).Where(entry => entry.Parameter == parameter).Select(Show)];

    public static ResourceDocument Parse(byte[] json) =>
        ResourceDocument.TryParse(json, out var document, out var problem)
            ? document
            : throw new InvalidOperationException(problem.Issues[0].Text);

    private static string Show(IndexEntry entry) => entry switch
    {
        IndexEntry.String text => text.Normalized,
        IndexEntry.Token token => token.System is null ? token.Code : $"{token.System}|{token.Code}",
        IndexEntry.Reference reference => $"{reference.TargetType ?? "?"} {reference.Target}",
        IndexEntry.Date date => $"{Instant(date.Low)} {Instant(date.High)}",
        IndexEntry.Uri uri => uri.Value,
        IndexEntry.Number number => string.Create(CultureInfo.InvariantCulture, $"{number.Low} {number.High}"),
        IndexEntry.Quantity quantity => string.Create(
            CultureInfo.InvariantCulture, $"{quantity.Low} {quantity.High} {quantity.System}|{quantity.Code}"),
        IndexEntry.Composite composite => $"{composite.Place}.{composite.Part} {Show(composite.Value)}",
        _ => throw new InvalidOperationException(),
    };

    private static string Instant(long microseconds) => microseconds switch
    {
        long.MinValue => "-",
        long.MaxValue => "+",
        _ => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
    };
}
