using System.Text.Json;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary><c>$resolve-efax</c> over HTTP: Parameters with <c>delivery</c>, <c>decision</c> and, to adopt, <c>carrierId</c>.</summary>
internal sealed class ResolveEFaxOperation(ResolveOperation operation, ResourceIntake intake, IProjectDirectory projects) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        using var body = await intake.ReadAsync(request, "Parameters");
        if (!body.IsAccepted)
        {
            return body.Refusal;
        }

        var fax = new SentFaxRequest(request.FaxProject(projects), request.Principal.ToCaller(), request.Route.Id!);
        var (resolve, refusal) = Read(fax, body.Document);
        return refusal ?? FaxAnswer.Of(await operation.ResolveAsync(resolve!, request.Aborted));
    }

    private static (ResolveRequest? Request, FhirResult? Refusal) Read(SentFaxRequest fax, ResourceDocument document)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (document.Root.TryGetProperty("parameter"u8, out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray())
            {
                if (Add(values, parameter) is { } problem)
                {
                    return (null, problem);
                }
            }
        }

        if (!values.TryGetValue("delivery", out var delivery))
        {
            return (null, Bad(IssueCode.Required, "The parameter 'delivery' is missing."));
        }

        if (!values.TryGetValue("decision", out var code))
        {
            return (null, Bad(IssueCode.Required, "The parameter 'decision' is missing: adopt, resend or give-up."));
        }

        if (OutcomeDecisions.Parse(code) is not { } decision)
        {
            return (null, Bad(IssueCode.CodeInvalid, $"The decision is adopt, resend or give-up, not '{Quoted.Clip(code)}'."));
        }

        var carrierId = values.GetValueOrDefault("carrierId");
        return carrierId is not null && decision != OutcomeDecision.Adopt
            ? (null, Bad(IssueCode.Invalid, "The parameter 'carrierId' is only for the decision adopt."))
            : (new ResolveRequest(fax, delivery, decision, carrierId), null);
    }

    private static FhirResult? Add(Dictionary<string, string> values, JsonElement parameter)
    {
        var name = parameter.GetProperty("name"u8).GetString() ?? "";
        if (name is not ("delivery" or "decision" or "carrierId"))
        {
            return Bad(IssueCode.Invalid, $"$resolve-efax has no parameter '{Quoted.Clip(name)}'.");
        }

        // Many clients know no difference between a code and a string.
        if (!parameter.TryGetProperty("valueString"u8, out var value) && !parameter.TryGetProperty("valueCode"u8, out value))
        {
            return Bad(IssueCode.Value, $"The parameter '{name}' is a {(name == "decision" ? "code" : "string")}.");
        }

        return values.TryAdd(name, value.GetString() ?? "") ? null : Bad(IssueCode.Invalid, $"The parameter '{name}' is given twice.");
    }

    private static FhirResult Bad(string code, string text) => FhirResult.Error(StatusCodes.Status400BadRequest, code, text, "Parameters.parameter");
}
