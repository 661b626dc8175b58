using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>Bodies of operations that take none.</summary>
internal static class OperationBody
{
    private const int Most = 1024;

    /// <summary>A 400 when the body is not empty; null when it is.</summary>
    public static async Task<FhirResult?> RefuseAsync(FhirRequest request) => await IsEmptyAsync(request.Http.Request)
        ? null
        : FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Invalid, $"{request.Route.Operation} takes no parameters: send no content, or {{}}.");

    /// <summary>Whether there is no content, or nothing but an empty JSON object: some clients cannot post without a body. The media type does not matter.</summary>
    public static async Task<bool> IsEmptyAsync(HttpRequest request)
    {
        if (await BodyReader.ReadAsync(request, Most) is not { } body)
        {
            return false;
        }

        var text = body.Span;
        Span<byte> kept = stackalloc byte[3];
        var length = 0;
        foreach (var value in text)
        {
            if (value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (length == kept.Length)
            {
                return false;
            }

            kept[length++] = value;
        }

        return length == 0 || kept[..length].SequenceEqual("{}"u8);
    }
}
