using System.Buffers;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>Codes that must come from a value set (R4 terminologies.html#required).</summary>
internal static class BindingRules
{
    private const int LongestCode = 128;
    private const int ListedCodes = 20;

    public static void CheckCode(ValidationWalk walk, ReadOnlySpan<byte> code, PropertyDefinition property, CodeBinding binding)
    {
        Span<char> text = stackalloc char[LongestCode];
        var isListed = code.Length <= LongestCode
            && Ascii.ToUtf16(code, text, out var length) == OperationStatus.Done
            && binding.Codes.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(text[..length]);
        if (!isListed)
        {
            walk.Report(IssueCode.CodeInvalid, $"The code of '{property.JsonName}' is not {Describe(binding)}.");
        }
    }

    /// <summary>A CodeableConcept needs one coding of the value set; a Coding or Quantity must be of it. One that has only extensions says why it has none.</summary>
    public static void CheckCoded(ValidationWalk walk, JsonElement value, PropertyDefinition property, CodeBinding binding)
    {
        var isListed = property.Type.Name == "CodeableConcept" ? HasListedCoding(value, binding) : IsListed(value, binding);
        if (!isListed && !value.TryGetProperty("extension"u8, out _))
        {
            walk.Report(IssueCode.CodeInvalid, $"The code of '{property.JsonName}' is not {Describe(binding)}.");
        }
    }

    private static bool HasListedCoding(JsonElement concept, CodeBinding binding)
    {
        if (!concept.TryGetProperty("coding"u8, out var codings) || codings.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var coding in codings.EnumerateArray())
        {
            if (coding.ValueKind == JsonValueKind.Object && IsListed(coding, binding))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsListed(JsonElement coding, CodeBinding binding)
    {
        if (!coding.TryGetProperty("code"u8, out var code) || code.ValueKind != JsonValueKind.String
            || !binding.Codes.TryGetValue(code.GetString()!, out var systems))
        {
            return false;
        }

        return !coding.TryGetProperty("system"u8, out var system)
            || (system.ValueKind == JsonValueKind.String && Array.IndexOf(systems, system.GetString()) >= 0);
    }

    private static string Describe(CodeBinding binding)
    {
        if (binding.Codes.Count > ListedCodes)
        {
            return $"in the required value set {binding.ValueSet}";
        }

        var codes = binding.Codes.Keys.ToArray();
        Array.Sort(codes, StringComparer.Ordinal);
        return $"one of {string.Join(", ", codes)} (value set {binding.ValueSet})";
    }
}
