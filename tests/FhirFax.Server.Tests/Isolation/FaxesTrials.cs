using System.Text;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Isolation;

/// <summary>What is tried with each endpoint of the Faxes dialect: in the other project, and in one's own with what is the other's.</summary>
internal static class FaxesTrials
{
    private const string Upload = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--x--\r\n";

    /// <param name="root">The server's address, ending in a slash.</param>
    /// <param name="token">The stranger's.</param>
    public static IEnumerable<Trial> Of(FaxRoute route, string root, string token)
    {
        foreach (var project in (string[])["clinic/live", "clinic/other", "clinic/nowhere"])
        {
            yield return new Trial($"{route.Method} {project} {route.Template}", (api, target) =>
            {
                var (body, contentType) = Body(route, target);
                return api.SendAsync(new HttpMethod(route.Method), Url(root, project, route, target), body, contentType, ("Authorization", $"Bearer {token}"));
            });
        }
    }

    private static string Url(string root, string project, FaxRoute route, Target target)
    {
        var path = route.Template.Replace("{faxId}", target.Id("Communication"), StringComparison.Ordinal).Replace("{fileId}", target.Id("Binary"), StringComparison.Ordinal);
        return path.Contains('{', StringComparison.Ordinal)
            ? throw new InvalidOperationException($"Say here what stands for the parameters of {route.Template}.")
            : $"{root}{project}/faxes{(path.Length == 0 ? "" : $"/{path}")}{(route is { Method: "GET", Template: "" } ? $"?patientId={target.Id("Patient")}&size=100" : "")}";
    }

    private static (byte[]? Body, string? ContentType) Body(FaxRoute route, Target target) => route.Body switch
    {
        FaxBodyKind.None => (null, null),
        FaxBodyKind.Json => (Encoding.UTF8.GetBytes($$"""{"patientId":"{{target.Id("Patient")}}","documentTypeName":"Referral","subject":"x"}"""), "application/json"),
        FaxBodyKind.Files => (Encoding.UTF8.GetBytes(Upload), "multipart/form-data; boundary=x"),
        _ => throw new InvalidOperationException($"Say here what a body of {route.Body} is."),
    };
}
