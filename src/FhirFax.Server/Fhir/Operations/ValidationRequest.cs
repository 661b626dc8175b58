using System.Runtime.InteropServices;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>What <c>$validate</c> is asked: the parameters of R4 resource-operation-validate.html, in the body or in the query.</summary>
/// <param name="Resource">Its JSON; null when none is given.</param>
/// <param name="Mode"><c>create</c>, <c>update</c>, <c>delete</c> or <c>profile</c>; null when not said.</param>
/// <param name="Profile">A canonical url; null when not said.</param>
internal sealed record ValidationRequest(ReadOnlyMemory<byte>? Resource, string? Mode, string? Profile)
{
    /// <param name="utf8">The body: the resource itself, or Parameters. Empty for none.</param>
    /// <param name="refusal">A 400 when it is no request of this operation.</param>
    public static ValidationRequest? Read(FhirRequest request, ReadOnlyMemory<byte> utf8, out FhirResult? refusal)
    {
        refusal = null;
        var asked = new ValidationRequest(null, request.QueryValue("mode"), request.QueryValue("profile"));
        if (utf8.IsEmpty)
        {
            return Check(asked, out refusal);
        }

        if (!ResourceDocument.TryParse(utf8, out var document, out var problem))
        {
            refusal = FhirResult.BadRequest(problem);
            return null;
        }

        using (document)
        {
            if (!IsParameters(request, document))
            {
                return Check(asked with { Resource = utf8 }, out refusal);
            }

            refusal = Read(document, ref asked);
            return refusal is null ? Check(asked, out refusal) : null;
        }
    }

    private static ValidationRequest? Check(ValidationRequest asked, out FhirResult? refusal)
    {
        refusal = asked.Mode is null or "create" or "update" or "delete" or "profile"
            ? null
            : Refused($"The mode of $validate is create, update, delete or profile, not '{Quoted.Clip(asked.Mode)}'.");
        return refusal is null ? asked : null;
    }

    /// <summary>Parameters may also be what is to be validated: then none of them is named resource or mode.</summary>
    private static bool IsParameters(FhirRequest request, ResourceDocument document)
    {
        if (document.ResourceType != "Parameters" || request.Route.Type != "Parameters")
        {
            return document.ResourceType == "Parameters";
        }

        return document.Root.TryGetProperty("parameter"u8, out var parameters)
            && parameters.ValueKind == JsonValueKind.Array
            && parameters.EnumerateArray().Any(p => Name(p) is "resource" or "mode");
    }

    private static FhirResult? Read(ResourceDocument document, ref ValidationRequest asked)
    {
        if (!document.Root.TryGetProperty("parameter"u8, out var parameters) || parameters.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters.EnumerateArray())
        {
            switch (Name(parameter))
            {
                case { } name when !given.Add(name):
                    return Refused($"The parameter '{Quoted.Clip(name)}' of $validate must be given once.");
                case "resource" when parameter.TryGetProperty("resource"u8, out var resource):
                    asked = asked with { Resource = JsonMarshal.GetRawUtf8Value(resource).ToArray() };
                    break;
                case "mode" when Text(parameter, "valueCode"u8) is { } mode:
                    asked = asked with { Mode = mode };
                    break;
                case "profile" when (Text(parameter, "valueUri"u8) ?? Text(parameter, "valueCanonical"u8)) is { } profile:
                    asked = asked with { Profile = profile };
                    break;
                case "resource" or "mode" or "profile":
                    return Refused("The parameters of $validate are a resource, a mode as valueCode and a profile as valueUri.");
                case var unknown:
                    return Refused($"$validate has no parameter '{Quoted.Clip(unknown ?? "")}'.");
            }
        }

        return null;
    }

    private static string? Name(JsonElement parameter) => parameter.ValueKind == JsonValueKind.Object ? Text(parameter, "name"u8) : null;

    private static string? Text(JsonElement parameter, ReadOnlySpan<byte> name) =>
        parameter.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static FhirResult Refused(string text) => FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Invalid, text, "Parameters.parameter");
}
