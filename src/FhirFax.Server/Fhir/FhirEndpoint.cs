using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir;

/// <summary>The way of every request of the FHIR dialect: address, caller, interaction, form, permission, then the interaction itself and its answer.</summary>
internal sealed class FhirEndpoint(FhirRegistry registry, FhirDispatcher dispatcher, Authenticator authenticator, FhirResultWriter writer, ServerUrls urls)
{
    /// <summary>What an answer depends on beside its address: form, caller, strictness of a search, signed urls.</summary>
    private const string Vary = "Accept, Authorization, Prefer, X-Medplum";

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers.Vary = Vary;
        var exists = FhirRoute.TryParse(http.Request.RouteValues["path"] as string ?? "", out var route, out var problem);
        RouteTemplate.Set(http, ServerUrls.FhirPath + (exists ? route.Template : "/{unknown}"));
        var declaration = exists && route.Operation is null ? registry.Find(route, http.Request.Method) : null;
        var caller = declaration is { IsAnonymous: true } ? default : await authenticator.AuthenticateAsync(http);
        if (caller.Principal is null && declaration is not { IsAnonymous: true })
        {
            await authenticator.RefuseAsync(http, caller);
            return;
        }

        var request = new FhirRequest(http, route, caller.Principal, urls.Fhir(http.Request));
        var result = exists ? await DispatchAsync(request, declaration) : FhirResult.Outcome(StatusOf(http.Request, problem!), problem!);
        await writer.WriteAsync(request, result);
    }

    /// <summary>To create under an id that is none is a bad request; to ask for it is not finding it.</summary>
    private static int StatusOf(HttpRequest request, OperationOutcome problem) =>
        HttpMethods.IsPut(request.Method) && problem.Issues[0].Expression is not null ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound;

    private async Task<FhirResult> DispatchAsync(FhirRequest request, InteractionDeclaration? declaration)
    {
        if (declaration is not { IsDocument: true } && AnswerForm.Refuse(request.Http.Request) is { } notAcceptable)
        {
            return notAcceptable;
        }

        return await dispatcher.DispatchAsync(request, declaration);
    }
}
