using System.Text.Json;

namespace FhirFax.EFax.Json;

/// <summary>
/// What an error answer says for itself (efax-corporate-api.md 5.6): the service's <c>errors[]</c>, the gateway's <c>message</c>, or nothing. The developer's
/// message is left out, because it can quote numbers.
/// </summary>
/// <param name="Code">Such as <c>BAD_REQUEST</c>; null when not said.</param>
/// <param name="Element">The member that is wrong; null when not said.</param>
/// <param name="Text">For a person; null when not said.</param>
internal sealed record ErrorBody(string? Code, string? Element, string? Text)
{
    private const int MaxText = 300;

    private static readonly ErrorBody Silent = new(null, null, null);

    public static ErrorBody Read(ReadOnlyMemory<byte> utf8)
    {
        if (Tolerant.Parse(utf8) is not { } json)
        {
            return Silent;
        }

        var error = ((JsonElement?)json).Nested("errors");
        return error is null
            ? new ErrorBody(null, null, Cut(((JsonElement?)json).Text("message")))
            : new ErrorBody(Cut(error.Text("error_code")), Cut(error.Text("element_name")), Cut(error.Text("user_message")));
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
