using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Search;
using FhirFax.Fhir.Tests.Fixtures;

namespace FhirFax.Fhir.Tests.Search;

/// <summary>Over the specification's own example resources.</summary>
public class ExampleCorpusIndexTests
{
    private static readonly R4Definitions R4 = R4Definitions.Current;

    [Fact]
    public void Every_example_is_indexed_completely()
    {
        var indexer = new SearchIndexer(R4);
        var found = new HashSet<string>();
        foreach (var example in R4Examples.All)
        {
            using var document = Indexed.Parse(example.Json);

            var entries = indexer.Index(document, out var isComplete);

            isComplete.ShouldBeTrue(example.Name);
            found.UnionWith(entries.Select(entry => $"{document.ResourceType}.{entry.Parameter}"));
        }

        // A parameter that stops being found shows here.
        found.Count.ShouldBeGreaterThanOrEqualTo(1266);
    }

    [Fact]
    public void The_direct_walk_finds_what_the_evaluator_finds()
    {
        var context = new FhirPathContext(R4);
        var paths = new SearchPaths(R4);
        foreach (var example in R4Examples.All)
        {
            using var document = Indexed.Parse(example.Json);
            R4.TryGetType(document.ResourceType, out var type).ShouldBeTrue();
            var resource = FhirPathItem.Of(type, document.Root);
            foreach (var (parameter, path) in paths.Of(type))
            {
                Compare(parameter.Expression!, path, resource, context).ShouldBeTrue($"{example.Name}: {parameter.Expression}");
            }
        }
    }

    private static bool Compare(string expression, SearchPath path, FhirPathItem resource, FhirPathContext context)
    {
        var walked = new List<FhirPathItem>();
        path.Run(resource, walked);

        // A union drops duplicates, and the evaluator also finds primitives that have extensions but no value; neither matters to an index.
        var evaluated = FhirPathExpression.Parse(expression).Evaluate(resource, context);
        evaluated = [.. evaluated.Where(item => item.Type is null || item.Json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))];
        return AllAreIn(walked, evaluated) && AllAreIn(evaluated, walked);
    }

    private static bool AllAreIn(IEnumerable<FhirPathItem> some, IReadOnlyList<FhirPathItem> others) =>
        some.All(item => others.Any(other =>
            item.Type == other.Type
            && (item.Type is null ? Equals(item.Value, other.Value) : JsonElement.DeepEquals(item.Json, other.Json))));
}
