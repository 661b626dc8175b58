namespace FhirFax.Server.Http;

/// <summary>The calls that make a token of an id and a secret, in either dialect. They count what is wrong with them by themselves, since nobody says in a header who calls.</summary>
internal static class SignInPath
{
    public const string OAuth = "/oauth2/token";

    public static bool Is(HttpRequest request) => HttpMethods.IsPost(request.Method) && (request.Path.Value is OAuth or FaxesPath.TokenPath || IsOfClient(request.Path));

    /// <summary><c>/{tenant}/admin/api_clients/{clientName}</c>.</summary>
    private static bool IsOfClient(PathString path)
    {
        var text = path.Value.AsSpan();
        Span<Range> parts = stackalloc Range[5];
        return text.Length > 1 && text[1..].Split(parts, '/') == 4 && text[1..][parts[1]] is "admin" && text[1..][parts[2]] is "api_clients";
    }
}
