namespace FhirFax.Server.Faxes.OpenApi;

/// <summary><c>GET /openapi/faxes.json</c>: the Faxes dialect as an OpenAPI document, open to everybody.</summary>
internal sealed class OpenApiEndpoint
{
    public const string Path = "/openapi/faxes.json";

    private const string Resource = "FhirFax.Server.Faxes.OpenApi.openapi.json";

    private readonly byte[] _document = Read();

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], http =>
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = _document.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(_document, http.RequestAborted).AsTask();
    });

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream(Resource)!;
        var document = new byte[resource.Length];
        resource.ReadExactly(document);
        return document;
    }
}
