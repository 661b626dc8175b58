using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Patch;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>A patch that was read: a JSON Patch, or a FHIRPath Patch in Parameters (R4 http.html#patch).</summary>
internal sealed class ResourcePatch : IDisposable
{
    private readonly ReadOnlyMemory<byte> _jsonPatch;
    private readonly Intake? _parameters;
    private readonly Action<JsonObject>? _change;

    private ResourcePatch(ReadOnlyMemory<byte> jsonPatch, Intake? parameters, Action<JsonObject>? change = null) =>
        (_jsonPatch, _parameters, _change) = (jsonPatch, parameters, change);

    /// <summary>A change that the server itself makes.</summary>
    public static ResourcePatch Of(Action<JsonObject> change) => new(default, null, change);

    /// <summary>Either the patch, which the caller disposes, or a refusal.</summary>
    public static async Task<(ResourcePatch? Patch, FhirResult? Refusal)> ReadAsync(ResourceIntake intake, FhirRequest request)
    {
        var (utf8, refusal) = await intake.ReadBytesAsync(request, MediaTypes.JsonPatch);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        if (IsJsonPatch(request.Http.Request, utf8.Span))
        {
            return (new ResourcePatch(utf8, null), null);
        }

        var parameters = intake.Check(request, utf8, null);
        if (!parameters.IsAccepted)
        {
            return (null, parameters.Refusal);
        }

        if (parameters.Document.ResourceType == "Parameters")
        {
            return (new ResourcePatch(default, parameters), null);
        }

        using (parameters)
        {
            return (null, NoPatch(parameters.Document.ResourceType));
        }
    }

    /// <param name="refusal">A 400 when it is no patch, a 422 when it does not go with this resource.</param>
    public bool TryApply(ResourceDocument current, [NotNullWhen(true)] out ResourceDocument? patched, [NotNullWhen(false)] out FhirResult? refusal)
    {
        patched = null;
        var isApplied = TryChange(current, out var utf8, out var problem);
        if (isApplied && ResourceDocument.TryParse(utf8, out patched, out problem))
        {
            refusal = null;
            return true;
        }

        var isMalformed = !isApplied && problem!.Issues[0].Code == IssueCode.Structure;
        refusal = FhirResult.Outcome(isMalformed ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, problem!);
        return false;
    }

    private static FhirResult NoPatch(string resourceType) => FhirResult.Error(
        StatusCodes.Status400BadRequest,
        IssueCode.Invalid,
        $"A patch is a Parameters resource (FHIRPath Patch) or, as {MediaTypes.JsonPatch}, an array of operations, not a {resourceType}: send a whole resource by PUT.",
        resourceType);

    private bool TryChange(ResourceDocument current, [NotNullWhen(true)] out byte[]? utf8, out OperationOutcome? problem)
    {
        if (_change is not null)
        {
            var resource = JsonNode.Parse(current.Utf8.Span)!.AsObject();
            _change(resource);
            (utf8, problem) = (JsonSerializer.SerializeToUtf8Bytes(resource), null);
            return true;
        }

        return _parameters is { Document: { } parameters }
            ? FhirPathPatch.TryApply(current, parameters, out utf8, out problem)
            : JsonPatch.TryApply(current.Utf8, _jsonPatch, out utf8, out problem);
    }

    public void Dispose() => _parameters?.Dispose();

    /// <summary>Plain JSON says by itself which of the two it is: one is an array, the other an object.</summary>
    private static bool IsJsonPatch(HttpRequest request, ReadOnlySpan<byte> utf8)
    {
        var essence = MediaTypes.Essence(request.ContentType);
        return essence == MediaTypes.JsonPatch || (!MediaTypes.IsFhir(essence) && utf8.TrimStart(" \t\r\n"u8) is [(byte)'[', ..]);
    }
}
