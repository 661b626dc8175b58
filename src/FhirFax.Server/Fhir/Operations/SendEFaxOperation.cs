using System.Text.Json;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$send-efax</c> over HTTP: the body is a Communication, or Parameters with it as <c>resource</c>; at the instance it is empty.</summary>
internal sealed class SendEFaxOperation(SendOperation operation, ResourceIntake intake, IProjectDirectory projects, ServerUrls urls) : IInteraction
{
    private const string Communication = "Communication";

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (!IdempotencyKey.TryRead(request.Http.Request, out var key, out var tooLong))
        {
            return tooLong!;
        }

        var isStored = request.Route is { Kind: RouteKind.InstanceOperation, Type: Communication };
        if (isStored && !await OperationBody.IsEmptyAsync(request.Http.Request))
        {
            return FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Invalid, "At a Communication itself $send-efax takes no content: it sends what is stored.");
        }

        using var body = isStored ? null : await intake.ReadAsync(request, null);
        if (body is { IsAccepted: false })
        {
            return body.Refusal;
        }

        using var unwrapped = body is null ? null : Unwrap(request, body.Document!);
        if (unwrapped is { IsAccepted: false })
        {
            return unwrapped.Refusal;
        }

        var result = await operation.SendAsync(
            new SendRequest
            {
                Project = request.FaxProject(projects),
                Caller = request.Principal.ToCaller(),
                Communication = unwrapped?.Document,
                CommunicationId = isStored ? request.Route.Id : null,
                Sender = request.Route is { Kind: RouteKind.InstanceOperation } && !isStored ? request.Route.Key : null,
                IdempotencyKey = key,
                BaseUrls = urls.FhirBases(request.Http.Request),
            },
            request.Aborted);
        return FaxAnswer.Of(result);
    }

    /// <summary>The Communication itself, or the one in Parameters; both were checked against R4 as a whole.</summary>
    private Intake Unwrap(FhirRequest request, ResourceDocument document)
    {
        if (document.ResourceType == Communication)
        {
            return Intake.Accepted(document);
        }

        if (document.ResourceType != "Parameters")
        {
            return Refused($"$send-efax takes a Communication, or Parameters with one as 'resource', not {document.ResourceType}.", document.ResourceType);
        }

        if (!document.Root.TryGetProperty("parameter"u8, out var parameters))
        {
            return Refused("The parameter 'resource' is missing.", "Parameters.parameter");
        }

        JsonElement? found = null;
        foreach (var parameter in parameters.EnumerateArray())
        {
            var name = parameter.GetProperty("name"u8).GetString();
            if (name != "resource")
            {
                return Refused($"$send-efax has no parameter '{Quoted.Clip(name ?? "")}'.", "Parameters.parameter");
            }

            if (found is not null || !parameter.TryGetProperty("resource"u8, out var resource))
            {
                return Refused("The parameter 'resource' must be given once, with a Communication.", "Parameters.parameter");
            }

            found = resource;
        }

        return found is { } communication
            ? intake.Check(request, System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(communication).ToArray(), Communication)
            : Refused("The parameter 'resource' is missing.", "Parameters.parameter");
    }

    private static Intake Refused(string text, string expression) =>
        Intake.Refused(FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Invalid, text, expression));
}
