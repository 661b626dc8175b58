using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Routing;

/// <summary>What a path below the FHIR base names.</summary>
/// <param name="Operation">With its dollar sign.</param>
internal readonly record struct FhirRoute(RouteKind Kind, string? Type = null, string? Id = null, string? Version = null, string? Operation = null)
{
    /// <summary>The instance's key; only for the kinds that name one.</summary>
    public ResourceKey Key => new(Type!, Id!);

    /// <summary>The path as a template, which names no instance: fit for a log line.</summary>
    public string Template => Kind switch
    {
        RouteKind.System => "",
        RouteKind.Metadata => "/metadata",
        RouteKind.SystemHistory => "/_history",
        RouteKind.SystemSearch => "/_search",
        RouteKind.Type => $"/{Type}",
        RouteKind.TypeSearch => $"/{Type}/_search",
        RouteKind.TypeHistory => $"/{Type}/_history",
        RouteKind.Instance => $"/{Type}/{{id}}",
        RouteKind.InstanceHistory => $"/{Type}/{{id}}/_history",
        RouteKind.Version => $"/{Type}/{{id}}/_history/{{vid}}",
        RouteKind.SystemOperation => "/{operation}",
        RouteKind.TypeOperation => $"/{Type}/{{operation}}",
        RouteKind.VersionOperation => $"/{Type}/{{id}}/_history/{{vid}}/{{operation}}",
        _ => $"/{Type}/{{id}}/{{operation}}",
    };

    /// <summary>Reads a path such as <c>Patient/1/_history</c>; a slash at either end does not matter.</summary>
    /// <param name="problem">What the path names does not exist; it names an element when that could not exist, for its id is none.</param>
    public static bool TryParse(string path, out FhirRoute route, [NotNullWhen(false)] out OperationOutcome? problem)
    {
        var segments = path.Trim('/').Split('/');
        problem = null;
        route = default;
        if (segments is [""])
        {
            route = new FhirRoute(RouteKind.System);
            return true;
        }

        if (segments.Length == 1 && TryParseSystem(segments[0], out route))
        {
            return true;
        }

        var type = segments[0];
        if (!R4Definitions.Current.IsResourceType(type))
        {
            problem = OperationOutcome.Error(IssueCode.NotFound, $"'{Quoted.Clip(type)}' is not a resource type of FHIR R4.", id: "not-found");
            return false;
        }

        if (Parse(type, segments) is not { } found)
        {
            problem = segments.Length == 2 && !ResourceId.IsValid(segments[1])
                ? OperationOutcome.Error(
                    IssueCode.Value, $"'{Quoted.Clip(segments[1])}' is no id: an id is 1 to 64 letters, digits, '-' and '.'.", $"{type}.id", id: "not-found")
                : OperationOutcome.Error(IssueCode.NotFound, "There is nothing at this address.", id: "not-found");
            return false;
        }

        route = found;
        return true;
    }

    private static bool TryParseSystem(string segment, out FhirRoute route)
    {
        route = segment switch
        {
            "metadata" => new FhirRoute(RouteKind.Metadata),
            "_history" => new FhirRoute(RouteKind.SystemHistory),
            "_search" => new FhirRoute(RouteKind.SystemSearch),
            _ when IsOperation(segment) => new FhirRoute(RouteKind.SystemOperation, Operation: segment),
            _ => default,
        };
        return route != default;
    }

    private static FhirRoute? Parse(string type, string[] segments) => segments switch
    {
        [_] => new FhirRoute(RouteKind.Type, type),
        [_, "_search"] => new FhirRoute(RouteKind.TypeSearch, type),
        [_, "_history"] => new FhirRoute(RouteKind.TypeHistory, type),
        [_, var name] when IsOperation(name) => new FhirRoute(RouteKind.TypeOperation, type, Operation: name),
        [_, var id, ..] when !ResourceId.IsValid(id) => null,
        [_, var id] => new FhirRoute(RouteKind.Instance, type, id),
        [_, var id, "_history"] => new FhirRoute(RouteKind.InstanceHistory, type, id),
        [_, var id, "_history", var version] => new FhirRoute(RouteKind.Version, type, id, version),
        [_, var id, "_history", var version, var name] when IsOperation(name) => new FhirRoute(RouteKind.VersionOperation, type, id, version, name),
        [_, var id, var name] when IsOperation(name) => new FhirRoute(RouteKind.InstanceOperation, type, id, Operation: name),
        _ => null,
    };

    private static bool IsOperation(string segment) => segment.Length > 1 && segment[0] == '$';
}
