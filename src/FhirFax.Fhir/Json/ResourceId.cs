using System.Buffers;

namespace FhirFax.Fhir.Json;

/// <summary>The R4 <c>id</c> type (datatypes.html#id): 1 to 64 ASCII letters, digits, <c>-</c> and <c>.</c></summary>
public static class ResourceId
{
    private const int Longest = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    public static bool IsValid(ReadOnlySpan<char> text) => text.Length is > 0 and <= Longest && !text.ContainsAnyExcept(Allowed);
}
