using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>The header <c>Idempotency-Key</c>.</summary>
internal static class IdempotencyKey
{
    private const string Name = "Idempotency-Key";
    private const int Longest = 255;

    /// <summary>False with a 400 when it is too long.</summary>
    /// <param name="key">Null when there is none.</param>
    public static bool TryRead(HttpRequest request, out string? key, out FhirResult? refusal)
    {
        var text = request.Headers[Name].ToString();
        key = text.Length > 0 ? text : null;
        refusal = text.Length > Longest
            ? FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.TooLong, $"{Name} has at most {Longest} characters.")
            : null;
        return refusal is null;
    }
}
