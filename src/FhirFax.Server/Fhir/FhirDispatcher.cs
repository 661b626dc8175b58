using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir;

/// <summary>Brings a request whose caller is known to its interaction or operation: one of HTTP, or one entry of a batch.</summary>
internal sealed class FhirDispatcher(FhirRegistry registry)
{
    /// <param name="declaration">As the registry found it; null for operations, and when there is none.</param>
    public Task<FhirResult> DispatchAsync(FhirRequest request, InteractionDeclaration? declaration) => request.Route.Operation is not null
        ? OperateAsync(request)
        : Refuse(request, declaration) is { } refusal ? Task.FromResult(refusal) : declaration!.Interaction.HandleAsync(request);

    /// <summary>A 405 or 403 for what is not offered, or not allowed to this caller; null when it may go on.</summary>
    public FhirResult? Refuse(FhirRequest request, InteractionDeclaration? declaration)
    {
        if (declaration is null)
        {
            return MethodNotAllowed(request);
        }

        return Permits(request, declaration) ? null : FhirResult.Forbidden($"The client's scopes do not allow {declaration.Name} here.");
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

        var method = request.Http.Request.Method;
        if (!HttpMethods.IsPost(method) && !(operation.IsSafe && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))))
        {
            return MethodNotAllowed(request);
        }

        return Permits(request, operation)
            ? Shown(request, await operation.Interaction.HandleAsync(request))
            : FhirResult.Forbidden($"The client's scopes do not allow {operation.Code}.");
    }

    /// <summary>Who may set something going need not be allowed to see what comes of it: then the Bundle is answered without it.</summary>
    private static FhirResult Shown(FhirRequest request, FhirResult result)
    {
        if (result.Body is not FhirBody.Bundle { Content: { } content } || request.Principal.Scopes.AllowsEveryType(Access.Read))
        {
            return result;
        }

        var caller = request.Principal.ToCaller();
        return result with { Body = new FhirBody.Bundle(content with { Resources = [.. content.Resources.Where(caller.MayRead)] }) };
    }

    private static bool Permits(FhirRequest request, OperationDeclaration operation)
    {
        var scopes = request.Principal.Scopes;
        return (operation.Access, request.Route) switch
        {
            (null, _) => scopes.AllowsOperation(operation.Code),
            (_, { Type: null }) => true,
            ({ } access, { Id: null, Type: { } type }) => scopes.Allows(type, access | Access.Search),
            ({ } access, { Type: { } type }) => scopes.Allows(type, access),
        };
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
        $"{Quoted.Clip(request.Http.Request.Method)} is not supported at this address.") with
    {
        Headers = [new("Allow", registry.Allow(request.Route))],
    };
}
