using System.Text.Json;

namespace FhirFax.EFax.Json;

/// <summary>
/// What an error answer says for itself (efax-corporate-api.md 5.6): the service's <c>errors[]</c>, the gateway's <c>message</c>, or nothing. The developer's
/// message is left out, because it can quote numbers.
/// </summary>
/// <param name="Code">Of the first error, such as <c>BAD_REQUEST</c>; null when not said.</param>
/// <param name="Element">The member that is wrong, of the first error; null when not said.</param>
/// <param name="Text">For a person, of all errors; null when not said.</param>
internal sealed record ErrorBody(string? Code, string? Element, string? Text)
{
    private const int MaxText = 300;

    private static readonly ErrorBody Silent = new(null, null, null);

    /// <summary>Whether the header <c>user-id</c> is what is wrong.</summary>
    public bool IsAboutUserId => Element is not null
        && Element.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Equals("userid", StringComparison.OrdinalIgnoreCase);

    public static ErrorBody Read(ReadOnlyMemory<byte> utf8)
    {
        if (Tolerant.Parse(utf8) is not { } json)
        {
            return Silent;
        }

        var first = ((JsonElement?)json).Nested("errors");
        return first is null
            ? new ErrorBody(null, null, Cut(((JsonElement?)json).Text("message")))
            : new ErrorBody(Cut(first.Text("error_code")), Cut(first.Text("element_name")), Cut(Texts(json)));
    }

    private static string? Texts(JsonElement? json)
    {
        if (json.Member("errors") is not { ValueKind: JsonValueKind.Array } errors)
        {
            return json.Nested("errors").Text("user_message");
        }

        var texts = new List<string>();
        foreach (JsonElement? error in errors.EnumerateArray())
        {
            if (error.Text("user_message")?.Trim() is { } text && !texts.Contains(text))
            {
                texts.Add(text);
            }
        }

        return texts.Count == 0 ? null : string.Join(' ', texts);
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
