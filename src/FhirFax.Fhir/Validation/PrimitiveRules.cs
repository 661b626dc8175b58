using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>The value of one primitive: its JSON type, its form, and its code list.</summary>
internal static class PrimitiveRules
{
    public static void Check(ValidationWalk walk, JsonElement value, PropertyDefinition property)
    {
        var format = property.Type.Format;
        if (!HasKind(format, value.ValueKind))
        {
            walk.Report(
                IssueCode.Structure, $"The property '{property.JsonName}' must be {DescribeKind(format)}, not {JsonText.Describe(value.ValueKind)}.");
            return;
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind != JsonValueKind.String)
        {
            CheckForm(walk, raw, property);
        }
        else if (!raw.Contains((byte)'\\'))
        {
            CheckForm(walk, raw[1..^1], property);
        }
        else
        {
            CheckEscaped(walk, raw, property);
        }
    }

    private static bool HasKind(PrimitiveFormat format, JsonValueKind kind) => format switch
    {
        PrimitiveFormat.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
        PrimitiveFormat.Decimal or PrimitiveFormat.Integer or PrimitiveFormat.UnsignedInt or PrimitiveFormat.PositiveInt => kind == JsonValueKind.Number,
        _ => kind == JsonValueKind.String,
    };

    private static string DescribeKind(PrimitiveFormat format) => format switch
    {
        PrimitiveFormat.Boolean => "a boolean",
        PrimitiveFormat.Decimal or PrimitiveFormat.Integer or PrimitiveFormat.UnsignedInt or PrimitiveFormat.PositiveInt => "a number",
        _ => "a string",
    };

    private static void CheckEscaped(ValidationWalk walk, ReadOnlySpan<byte> raw, PropertyDefinition property)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            CheckForm(walk, buffer.AsSpan(0, reader.CopyString(buffer)), property);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CheckForm(ValidationWalk walk, ReadOnlySpan<byte> value, PropertyDefinition property)
    {
        if (!PrimitiveSyntax.IsValid(property.Type.Format, value))
        {
            walk.Report(IssueCode.Value, value.IsEmpty
                ? $"The property '{property.JsonName}' is empty: leave it out."
                : $"The value of '{property.JsonName}' is not {PrimitiveSyntax.Describe(property.Type.Format)}.");
        }
        else if (property.Element.Binding is { } binding)
        {
            BindingRules.CheckCode(walk, value, property, binding);
        }
        else if (value.Length > 0 && value[0] == (byte)'#' && property.Type.Format is PrimitiveFormat.Uri or PrimitiveFormat.Url or PrimitiveFormat.Canonical)
        {
            walk.Contained.Refer(Encoding.UTF8.GetString(value[1..]));
        }
    }
}
