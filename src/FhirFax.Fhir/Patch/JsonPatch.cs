using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Patch;

/// <summary>JSON Patch (RFC 6902; R4 http.html#patch): all operations are applied in order, or none is.</summary>
public static class JsonPatch
{
    /// <summary>A patch of more operations is refused.</summary>
    public const int MaxOperations = 1000;

    /// <summary>
    /// Applies <paramref name="patch"/>. Numbers and names that it does not touch keep their text and order. An array or object that it empties is left out, for FHIR's JSON has no
    /// empty ones. Whether the outcome is a resource, and a valid one, is for the caller to check.
    /// </summary>
    /// <param name="problem">
    /// One issue that names the operation by its index and path. Its code is <c>structure</c> when the patch is not a JSON Patch, <c>processing</c> when it does not go with this
    /// resource (a place is missing, a test fails), <c>too-costly</c> when it copies too much.
    /// </param>
    public static bool TryApply(
        ReadOnlyMemory<byte> resource,
        ReadOnlyMemory<byte> patch,
        [NotNullWhen(true)] out byte[]? patched,
        [NotNullWhen(false)] out OperationOutcome? problem)
    {
        patched = null;
        try
        {
            var run = new JsonPatchRun(PatchJson.Parse(resource, "The resource cannot be patched"));
            ApplyAll(run, Operations(patch));
            run.LeaveOutEmptied();
            patched = PatchJson.Write(run.Document);
            problem = null;
            return true;
        }
        catch (PatchException exception)
        {
            problem = OperationOutcome.Error(exception.Code, exception.Message);
            return false;
        }
    }

    private static JsonArray Operations(ReadOnlyMemory<byte> patch)
    {
        if (PatchJson.Parse(patch, "The JSON Patch cannot be read") is not JsonArray operations)
        {
            throw PatchException.Malformed("A JSON Patch is an array of operations.");
        }

        return operations.Count <= MaxOperations
            ? operations
            : throw new PatchException(IssueCode.TooCostly, $"A JSON Patch may have {MaxOperations} operations, but this has {operations.Count}.");
    }

    private static void ApplyAll(JsonPatchRun run, JsonArray operations)
    {
        for (var index = 0; index < operations.Count; index++)
        {
            var place = $"The operation {index} of the JSON Patch";
            try
            {
                var operation = JsonPatchOperation.Read(operations[index]);
                place = $"The operation {index} of the JSON Patch ({operation.Name} '{JsonText.Clip(operation.Path.Text)}')";
                run.Apply(operation);
            }
            catch (PatchException exception)
            {
                var verb = exception.Code == IssueCode.Structure ? "is not valid" : "cannot be applied";
                throw new PatchException(exception.Code, $"{place} {verb}: {exception.Message}.");
            }
        }
    }
}
