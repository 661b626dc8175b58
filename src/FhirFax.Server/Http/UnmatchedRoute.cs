using FhirFax.Fhir.Outcomes;
using Microsoft.AspNetCore.Routing.Template;

namespace FhirFax.Server.Http;

/// <summary>Answers what no route takes: 405 with Allow when only the method is wrong (RFC 9110 15.5.6), else 404.</summary>
internal sealed class UnmatchedRoute(EndpointDataSource endpoints)
{
    public Task HandleAsync(HttpContext http)
    {
        if (Methods(http.Request.Path) is { Count: > 0 } methods)
        {
            http.Response.Headers.Allow = string.Join(", ", methods);
            return DialectRefusal.WriteAsync(
                http,
                StatusCodes.Status405MethodNotAllowed,
                OperationOutcome.Error(IssueCode.NotSupported, $"{Fhir.Quoted.Clip(http.Request.Method)} is not supported at this address."));
        }

        return DialectRefusal.WriteAsync(
            http,
            StatusCodes.Status404NotFound,
            OperationOutcome.Error(IssueCode.NotFound, $"There is nothing at this address; FHIR is at {ServerUrls.FhirPath}.", id: "not-found"));
    }

    /// <summary>The methods of the routes that have this path.</summary>
    private SortedSet<string> Methods(PathString path)
    {
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern }
                && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } taken
                && new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []))
            {
                methods.UnionWith(taken.HttpMethods);
            }
        }

        return methods;
    }
}
