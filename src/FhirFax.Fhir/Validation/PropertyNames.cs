using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Validation;

/// <summary>Finds the definition of a JSON member without making a string of its name.</summary>
internal static class PropertyNames
{
    private const int LongestName = 64;

    /// <param name="isUnderscored">The member is the <c>_name</c> beside a primitive.</param>
    public static bool TryFind(
        TypeDefinition type, JsonProperty member, [NotNullWhen(true)] out PropertyDefinition? property, out bool isUnderscored)
    {
        property = null;
        isUnderscored = false;
        Span<char> buffer = stackalloc char[LongestName];
        scoped ReadOnlySpan<char> name;
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        if (raw.Contains((byte)'\\'))
        {
            name = member.Name;
        }
        else if (raw.Length <= LongestName && Ascii.ToUtf16(raw, buffer, out var length) == OperationStatus.Done)
        {
            name = buffer[..length];
        }
        else
        {
            return false;
        }

        if (name.StartsWith('_'))
        {
            isUnderscored = true;
            name = name[1..];
        }

        return type.Properties.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out property)
            && (!isUnderscored || property.Type.Format != PrimitiveFormat.None);
    }

    /// <summary>Why a name is refused, as a sentence.</summary>
    public static string DescribeUnknown(TypeDefinition type, string name)
    {
        if (name == "fhir_comments")
        {
            return "The property 'fhir_comments' is not part of FHIR R4.";
        }

        foreach (var element in type.Elements)
        {
            if (element.IsChoice && name.Length > element.Name.Length && name.StartsWith(element.Name, StringComparison.Ordinal) && char.IsAsciiLetterUpper(name[element.Name.Length]))
            {
                return $"The property '{JsonText.Clip(name)}' is not one of the types of {element.Name}[x] of {type.Name}.";
            }
        }

        return $"The property '{JsonText.Clip(name)}' is not known in {type.Name}.";
    }
}
