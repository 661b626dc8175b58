using System.Collections.Frozen;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Registry;

/// <summary>Everything that the FHIR dialect can do, said once: routing, access checks, the Allow header and the CapabilityStatement come from here.</summary>
internal sealed class FhirRegistry
{
    private readonly FrozenDictionary<(RouteKind Kind, string Method, string? Type), InteractionDeclaration> _interactions;
    private readonly FrozenDictionary<string, OperationDeclaration> _operations;

    public FhirRegistry(IReadOnlyList<InteractionDeclaration> interactions, IReadOnlyList<OperationDeclaration> operations)
    {
        Interactions = interactions;
        Operations = operations;
        _interactions = interactions.ToFrozenDictionary(d => (d.Kind, d.Method, d.ResourceType));
        _operations = operations.ToFrozenDictionary(d => d.Code, StringComparer.Ordinal);
    }

    public IReadOnlyList<InteractionDeclaration> Interactions { get; }

    public IReadOnlyList<OperationDeclaration> Operations { get; }

    /// <summary>The interaction for a method on a route that is no operation; HEAD is GET. Null when the method is not for that route.</summary>
    public InteractionDeclaration? Find(FhirRoute route, string method)
    {
        if (HttpMethods.IsHead(method))
        {
            method = HttpMethods.Get;
        }

        return route.Type is not null && _interactions.TryGetValue((route.Kind, method, route.Type), out var special)
            ? special
            : _interactions.GetValueOrDefault((route.Kind, method, null));
    }

    /// <summary>The operation that a route names; null when there is none of that name there.</summary>
    public OperationDeclaration? FindOperation(FhirRoute route) =>
        _operations.TryGetValue(route.Operation!, out var operation) && operation.IsAvailableAt(route) ? operation : null;

    /// <summary>The methods of a route, for the Allow header.</summary>
    public string Allow(FhirRoute route)
    {
        if (route.Operation is not null)
        {
            return FindOperation(route) is { IsSafe: true } ? "GET, HEAD, POST" : HttpMethods.Post;
        }

        var methods = new List<string>();
        foreach (var declaration in Interactions)
        {
            if (declaration.Kind == route.Kind && declaration.ResourceType is null)
            {
                methods.Add(declaration.Method);
                if (declaration.Method == HttpMethods.Get)
                {
                    methods.Add(HttpMethods.Head);
                }
            }
        }

        return string.Join(", ", methods);
    }
}
