using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Search;

/// <summary>A search parameter's expression compiled for one resource type: of a union written for many types, only this type's branches.</summary>
internal sealed class SearchPath
{
    private readonly List<DirectPath> _direct = [];
    private readonly List<FhirPathExpression> _others = [];
    private readonly FhirPathContext _context;

    private SearchPath(R4Definitions definitions) => _context = new FhirPathContext(definitions);

    /// <summary>The properties that may be found; null when the expression computes something.</summary>
    public IEnumerable<PropertyDefinition>? Ends => _others.Count == 0 ? _direct.SelectMany(path => path.Ends) : null;

    /// <summary>Whether every branch is a direct walk.</summary>
    public bool IsDirect => _others.Count == 0;

    /// <exception cref="FhirPathException">Not an expression.</exception>
    public static SearchPath Compile(string expression, TypeDefinition type, R4Definitions definitions)
    {
        var path = new SearchPath(definitions);
        var compiler = new DirectPathCompiler(definitions);
        path.Add(FhirPathExpression.Parse(expression), type, compiler);
        return path;
    }

    public void Run(FhirPathItem resource, List<FhirPathItem> results)
    {
        foreach (var path in _direct)
        {
            path.Run(resource, results);
        }

        foreach (var expression in _others)
        {
            results.AddRange(expression.Evaluate(resource, _context));
        }
    }

    private void Add(FhirPathExpression expression, TypeDefinition type, DirectPathCompiler compiler)
    {
        foreach (var branch in expression.Branches())
        {
            if (branch.StartsAt is { } start && compiler.IsOtherType(start, type))
            {
                continue;
            }

            if (compiler.Compile(branch.Syntax, type) is { } path)
            {
                _direct.Add(path);
            }
            else
            {
                _others.Add(branch);
            }
        }
    }
}
