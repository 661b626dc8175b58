namespace FhirFax.Server.Http;

/// <summary>What a request is called in a log line: its address with everything that could identify somebody left out.</summary>
internal static class RouteTemplate
{
    private static readonly object Key = new();

    public static void Set(HttpContext http, string template) => http.Items[Key] = template;

    public static string Of(HttpContext http) =>
        http.Items[Key] as string ?? (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "{unknown}";
}
