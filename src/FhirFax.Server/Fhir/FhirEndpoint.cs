using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir;

/// <summary>The way of every request of the FHIR dialect: address, caller, interaction, form, permission, then the interaction itself and its answer.</summary>
internal sealed class FhirEndpoint(FhirRegistry registry, Authenticator authenticator, FhirResultWriter writer, ServerUrls urls)
{
    public async Task HandleAsync(HttpContext http)
    {
        var exists = FhirRoute.TryParse(http.Request.RouteValues["path"] as string ?? "", out var route, out var problem);
        RouteTemplate.Set(http, ServerUrls.FhirPath + (exists ? route.Template : "/{unknown}"));
        var declaration = exists && route.Operation is null ? registry.Find(route, http.Request.Method) : null;
        var principal = declaration is { IsAnonymous: true } ? null : await authenticator.AuthenticateAsync(http);
        if (principal is null && declaration is not { IsAnonymous: true })
        {
            Authenticator.Challenge(http.Response);
            await FhirResultWriter.WriteAsync(http.Response, StatusCodes.Status401Unauthorized, Authenticator.Unauthorized);
            return;
        }

        var request = new FhirRequest(http, route, principal, urls.Fhir(http.Request));
        var result = exists ? await DispatchAsync(request, declaration) : FhirResult.Outcome(StatusCodes.Status404NotFound, problem!);
        await writer.WriteAsync(request, result);
    }

    private async Task<FhirResult> DispatchAsync(FhirRequest request, InteractionDeclaration? declaration)
    {
        if (declaration is not { IsDocument: true } && RefuseFormat(request) is { } notAcceptable)
        {
            return notAcceptable;
        }

        if (request.Route.Operation is not null)
        {
            return await OperateAsync(request);
        }

        if (declaration is null)
        {
            return MethodNotAllowed(request);
        }

        return Permits(request, declaration)
            ? await declaration.Interaction.HandleAsync(request)
            : FhirResult.Forbidden($"The client's scopes do not allow {declaration.Code} here.");
    }

    private async Task<FhirResult> OperateAsync(FhirRequest request)
    {
        if (registry.FindOperation(request.Route) is not { } operation)
        {
            return FhirResult.Error(
                StatusCodes.Status404NotFound,
                IssueCode.NotSupported,
                $"There is no operation '{Quoted.Clip(request.Route.Operation!)}' at this address.",
                id: "not-found");
        }

        if (!HttpMethods.IsPost(request.Http.Request.Method))
        {
            return MethodNotAllowed(request);
        }

        return request.Principal.Scopes.AllowsOperation(operation.Code)
            ? await operation.Interaction.HandleAsync(request)
            : FhirResult.Forbidden($"The client's scopes do not allow {operation.Code}.");
    }

    private static bool Permits(FhirRequest request, InteractionDeclaration declaration)
    {
        if (declaration.Access == Access.None)
        {
            return true;
        }

        var scopes = request.Principal.Scopes;
        return request.Route.Type is { } type ? scopes.Allows(type, declaration.Access) : scopes.AllowsEveryType(declaration.Access);
    }

    private FhirResult MethodNotAllowed(FhirRequest request) => FhirResult.Error(
        StatusCodes.Status405MethodNotAllowed,
        IssueCode.NotSupported,
        $"{request.Http.Request.Method} is not supported at this address.") with
    {
        Headers = [new("Allow", registry.Allow(request.Route))],
    };

    /// <summary>A 406 when the client takes no JSON: <c>_format</c> wins over Accept (R4 http.html#parameters).</summary>
    private static FhirResult? RefuseFormat(FhirRequest request)
    {
        var format = request.QueryValue("_format");
        var accepted = format is { Length: > 0 } ? MediaTypes.IsJsonFormat(format) : MediaTypes.AcceptsJson(request.Http.Request.Headers.Accept);
        return accepted
            ? null
            : FhirResult.Error(StatusCodes.Status406NotAcceptable, IssueCode.NotSupported, $"Answers are given as {MediaTypes.FhirJson} only.");
    }
}
