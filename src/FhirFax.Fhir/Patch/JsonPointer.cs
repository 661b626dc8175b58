using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>RFC 6901: where an operation of a JSON Patch applies.</summary>
internal sealed class JsonPointer
{
    private JsonPointer(string text, string[] tokens)
    {
        Text = text;
        Tokens = tokens;
    }

    public string Text { get; }

    /// <summary>Unescaped; none for the whole document.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <exception cref="PatchException">Not a pointer, or one deeper than a resource can be.</exception>
    public static JsonPointer Parse(string text)
    {
        if (text.Length == 0)
        {
            return new JsonPointer(text, []);
        }

        if (text[0] != '/')
        {
            throw PatchException.Malformed("a JSON Pointer is empty or starts with '/'");
        }

        var tokens = text[1..].Split('/', ResourceDocument.MaxDepth + 2);
        if (tokens.Length > ResourceDocument.MaxDepth)
        {
            throw PatchException.Malformed($"a pointer may have {ResourceDocument.MaxDepth} steps");
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = Unescape(tokens[i]);
        }

        return new JsonPointer(text, tokens);
    }

    /// <summary>Whether <paramref name="other"/> lies below this.</summary>
    public bool IsAbove(JsonPointer other)
    {
        if (other.Tokens.Count <= Tokens.Count)
        {
            return false;
        }

        for (var i = 0; i < Tokens.Count; i++)
        {
            if (Tokens[i] != other.Tokens[i])
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Text;

    private static string Unescape(string token)
    {
        for (var at = token.IndexOf('~', StringComparison.Ordinal); at >= 0; at = token.IndexOf('~', at + 1))
        {
            if (at + 1 == token.Length || token[at + 1] is not ('0' or '1'))
            {
                throw PatchException.Malformed("in a JSON Pointer '~' is written '~0', and '/' inside a name '~1'");
            }
        }

        return token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
