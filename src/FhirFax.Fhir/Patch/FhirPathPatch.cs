using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Patch;

/// <summary>FHIRPath Patch (R4 fhirpatch.html): all operations are applied in order, each seeing what those before it did, or none is.</summary>
public static class FhirPathPatch
{
    /// <summary>A patch of more operations is refused.</summary>
    public const int MaxOperations = 1000;

    /// <summary>
    /// Applies <paramref name="parameters"/>, a Parameters resource with parameters named <c>operation</c>. Numbers and names that it does not touch keep their text and order.
    /// A <c>delete</c> whose path selects nothing changes nothing; an element whose last part is deleted goes with it. Whether the outcome is valid is for the caller to check.
    /// </summary>
    /// <param name="problem">
    /// One issue whose expression is the operation at fault (<c>Parameters.parameter[2]</c>). Its code is <c>structure</c> when that is no operation, <c>processing</c> when it
    /// does not go with this resource (its path selects no or several elements, the type is wrong), <c>too-costly</c> when the patch takes too much work.
    /// </param>
    public static bool TryApply(
        ResourceDocument resource,
        ResourceDocument parameters,
        [NotNullWhen(true)] out byte[]? patched,
        [NotNullWhen(false)] out OperationOutcome? problem)
    {
        patched = null;
        try
        {
            using var run = new FhirPathPatchRun(resource);
            problem = ApplyAll(run, Operations(parameters));
            if (problem is not null)
            {
                return false;
            }

            run.LeaveOutEmptied();
            patched = run.Utf8.ToArray();
            return true;
        }
        catch (PatchException exception)
        {
            problem = OperationOutcome.Error(exception.Code, exception.Message, "Parameters");
            return false;
        }
    }

    private static JsonElement Operations(ResourceDocument parameters)
    {
        if (parameters.ResourceType != "Parameters")
        {
            throw PatchException.Malformed($"A FHIRPath Patch is a Parameters resource, but this is of type {parameters.ResourceType}.");
        }

        if (!parameters.Root.TryGetProperty("parameter"u8, out var operations) || operations.ValueKind != JsonValueKind.Array)
        {
            throw PatchException.Malformed("The FHIRPath Patch has no parameter 'operation'.");
        }

        return operations.GetArrayLength() <= MaxOperations
            ? operations
            : throw new PatchException(IssueCode.TooCostly, $"A FHIRPath Patch may have {MaxOperations} operations.");
    }

    private static OperationOutcome? ApplyAll(FhirPathPatchRun run, JsonElement operations)
    {
        var index = 0;
        foreach (var operation in operations.EnumerateArray())
        {
            try
            {
                run.Apply(PatchParameter.Read(operation));
            }
            catch (PatchException exception)
            {
                var verb = exception.Code == IssueCode.Structure ? "is not valid" : "cannot be applied";
                return OperationOutcome.Error(
                    exception.Code,
                    $"The operation {index} of the FHIRPath Patch {verb}: {exception.Message}.",
                    string.Create(CultureInfo.InvariantCulture, $"Parameters.parameter[{index}]"));
            }

            index++;
        }

        return null;
    }
}
