using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Tests.Search;

namespace FhirFax.Fhir.Tests.FhirPath;

/// <summary>HL7's own invariants over HL7's own examples: an independent check of the language.</summary>
public class InvariantCorpusTests
{
    /// <summary>Their <c>div</c> is empty; the definitions write both rules of a narrative as one function.</summary>
    private static readonly string[] WithoutNarrative =
    [
        "ActivityDefinition-blood-tubes-supply", "ActivityDefinition-heart-valve-replacement", "EventDefinition-example", "Questionnaire-zika-virus-exposure-assessment",
    ];

    // The largest few say nothing new and take most of the time.
    private const int Large = 30_000;

    private static readonly R4Definitions R4 = R4Definitions.Current;

    private readonly Dictionary<string, FhirPathExpression> _expressions = [];
    private readonly SortedSet<string> _broken = [];
    private string _example = "";
    private int _checked;

    [Fact]
    public void Every_example_keeps_every_invariant()
    {
        foreach (var example in R4Examples.All)
        {
            if (example.Json.Length > Large)
            {
                continue;
            }

            _example = example.Name;
            using var document = Indexed.Parse(example.Json);
            R4.TryGetType(document.ResourceType, out var type).ShouldBeTrue();
            var root = FhirPathItem.Of(type, document.Root);
            Check(root, [], new FhirPathContext(R4) { Resource = root, RootResource = root });
        }

        _broken.ShouldBe(WithoutNarrative.SelectMany(name => new[] { $"{name}: txt-1", $"{name}: txt-2" }));
        _checked.ShouldBeGreaterThan(50_000);
    }

    private void Check(FhirPathItem item, IReadOnlyList<InvariantDefinition> ofElement, FhirPathContext context)
    {
        foreach (var invariant in item.Type!.Invariants.Concat(ofElement))
        {
            if (invariant.IsError)
            {
                _checked++;
                if (!Parsed(invariant.Expression).Holds(item, context))
                {
                    _broken.Add($"{_example}: {invariant.Key}");
                }
            }
        }

        var children = new List<FhirPathItem>();
        foreach (var element in item.Type.Elements)
        {
            children.Clear();
            item.AddChildren(element.Name, R4, children);
            foreach (var child in children)
            {
                Check(child, element.Invariants, child.Type!.Kind == TypeKind.Resource ? context with { Resource = child } : context);
            }
        }
    }

    private FhirPathExpression Parsed(string text)
    {
        if (!_expressions.TryGetValue(text, out var expression))
        {
            _expressions[text] = expression = FhirPathExpression.Parse(text);
        }

        return expression;
    }
}
