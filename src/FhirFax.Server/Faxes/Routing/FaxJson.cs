using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Numbers;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>Reads the properties of a body; what is wrong with them becomes a problem of the request. Unknown ones are ignored (fax-lifecycle-api.md A2).</summary>
internal sealed class FaxJson
{
    private const int LongestSubject = 255;

    private readonly JsonElement _root;
    private readonly FaxRequest _request;

    private FaxJson(JsonElement root, FaxRequest request) => (_root, _request) = (root, request);

    /// <summary>Null when it is no JSON object.</summary>
    public static FaxJson? Read(ReadOnlyMemory<byte> utf8, FaxRequest request)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            return null;
        }

        try
        {
            var root = JsonElement.Parse(utf8.Span);
            return root.ValueKind == JsonValueKind.Object ? new FaxJson(root, request) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>E.164 as written, without any separators.</summary>
    public Supplied<FaxNumber?>? Number(string property)
    {
        if (Text(property) is not { } supplied)
        {
            return null;
        }

        if (supplied.Value is not { } text)
        {
            return new Supplied<FaxNumber?>(null);
        }

        if (FaxNumber.TryParse(text, null, out var number, out _) && number.ToString() == text)
        {
            return new Supplied<FaxNumber?>(number);
        }

        _request.Invalid(property, InvalidReason.Format, "Fax number must be in E.164 format");
        return null;
    }

    /// <summary>Blank is none: a FHIR string cannot hold it.</summary>
    public Supplied<string?>? Subject(string property)
    {
        if (Text(property) is not { } supplied)
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(supplied.Value))
        {
            return new Supplied<string?>(null);
        }

        var length = 0;
        foreach (var rune in supplied.Value.EnumerateRunes())
        {
            length++;
            if (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r'))
            {
                _request.Invalid(property, InvalidReason.Format, "Subject must not hold control characters");
                return null;
            }
        }

        if (length <= LongestSubject)
        {
            return supplied;
        }

        _request.Invalid(property, InvalidReason.Length, "Subject is too long");
        return null;
    }

    public Supplied<Guid?>? Uuid(string property)
    {
        if (Text(property) is not { } supplied)
        {
            return null;
        }

        if (supplied.Value is not { } text)
        {
            return new Supplied<Guid?>(null);
        }

        if (UuidText.TryRead(text, out var id))
        {
            return new Supplied<Guid?>(id);
        }

        _request.Invalid(property, InvalidReason.Format, "The id is not a UUID");
        return null;
    }

    /// <summary>Null is no boolean.</summary>
    public Supplied<bool>? Boolean(string property)
    {
        if (!_root.TryGetProperty(property, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return new Supplied<bool>(value.GetBoolean());
        }

        _request.Invalid(property, InvalidReason.Type, "The value must be true or false");
        return null;
    }

    public Supplied<string?>? Text(string property)
    {
        if (!_root.TryGetProperty(property, out var value))
        {
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return new Supplied<string?>(null);
            case JsonValueKind.String when TryRead(value, out var text):
                return new Supplied<string?>(text);
            case JsonValueKind.String:
                _request.Invalid(property, InvalidReason.Format, "The text holds half a character");
                return null;
            default:
                _request.Invalid(property, InvalidReason.Type, "The value must be a string");
                return null;
        }
    }

    /// <summary>False for an escaped surrogate without its other half.</summary>
    private static bool TryRead(JsonElement value, out string? text)
    {
        try
        {
            text = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }
}
