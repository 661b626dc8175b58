using System.Text.Json;

namespace FhirFax.Fhir.Search;

/// <summary>What a token parameter finds (R4 search.html#token).</summary>
internal static class TokenIndexing
{
    public static void Add(string parameter, string type, JsonElement value, IndexEntries entries)
    {
        switch (type)
        {
            case "CodeableConcept":
                foreach (var coding in value.Items("coding"u8))
                {
                    AddCoding(parameter, coding, entries);
                }

                TextIndexing.AddText(DerivedCode.Text(parameter), value.Member("text"u8), entries);
                break;
            case "Coding":
                AddCoding(parameter, value, entries);
                break;
            case "Identifier":
                AddIdentifier(parameter, value, entries);
                break;
            case "ContactPoint":
                AddContactPoint(parameter, value.Text("system"u8), value.Text("value"u8), entries);
                break;
            default:
                Add(parameter, null, Primitive(value), entries);
                break;
        }
    }

    private static void AddCoding(string parameter, JsonElement coding, IndexEntries entries)
    {
        Add(parameter, coding.Text("system"u8), coding.Text("code"u8), entries);
        TextIndexing.AddText(DerivedCode.Text(parameter), coding.Member("display"u8), entries);
    }

    /// <summary>By system and value; for <c>:of-type</c> also by each coding of its type.</summary>
    private static void AddIdentifier(string parameter, JsonElement identifier, IndexEntries entries)
    {
        var value = identifier.Text("value"u8);
        Add(parameter, identifier.Text("system"u8), value, entries);
        var type = identifier.Member("type"u8);
        TextIndexing.AddText(DerivedCode.Text(parameter), type.Member("text"u8), entries);
        foreach (var coding in type.Items("coding"u8))
        {
            if (value is not null && coding.Text("code"u8) is { } code)
            {
                Add(DerivedCode.OfType(parameter), coding.Text("system"u8), DerivedCode.TypedValue(code, value), entries);
            }
        }
    }

    /// <summary>As written; a telephone number also without what separates its digits in print, so that it is found however it is written.</summary>
    private static void AddContactPoint(string parameter, string? system, string? value, IndexEntries entries)
    {
        Add(parameter, system, value, entries);
        if (value is not null && system is "phone" or "fax" or "sms" or "pager" && TelephoneText.Compact(value) is { } compact)
        {
            Add(parameter, system, compact, entries);
        }
    }

    private static void Add(string parameter, string? system, string? code, IndexEntries entries)
    {
        if (code is not null)
        {
            entries.Add(new IndexEntry.Token(parameter, system, code));
        }
    }

    private static string? Primitive(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
