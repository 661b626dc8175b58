using FhirFax.Server.Authentication;
using FhirFax.Server.Faxes.Interactions;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>The ten endpoints (fax-lifecycle-api.md 8).</summary>
internal sealed class FaxRoutes(
    ListFaxes list,
    GetFax get,
    CreateDraft create,
    UpdateFax update,
    DeleteFax delete,
    UploadFiles upload,
    DeleteFile deleteFile,
    SendDraft send,
    RetryFax retry,
    AssignFax assign)
{
    public IReadOnlyList<FaxRoute> All { get; } =
    [
        new("GET", "", FaxPermissions.Read, FaxBodyKind.None, list),
        new("POST", "", FaxPermissions.Create, FaxBodyKind.Json, create),
        new("GET", "{faxId}", FaxPermissions.Read, FaxBodyKind.None, get),
        new("PATCH", "{faxId}", FaxPermissions.Update, FaxBodyKind.Json, update),
        new("DELETE", "{faxId}", FaxPermissions.Delete, FaxBodyKind.None, delete),
        new("POST", "{faxId}/files", FaxPermissions.Update, FaxBodyKind.Files, upload),
        new("DELETE", "{faxId}/files/{fileId}", FaxPermissions.Update, FaxBodyKind.None, deleteFile),
        new("POST", "{faxId}/send", FaxPermissions.Update, FaxBodyKind.None, send),
        new("POST", "{faxId}/retry", FaxPermissions.Update, FaxBodyKind.None, retry),
        new("POST", "{faxId}/assign", FaxPermissions.Update, FaxBodyKind.Json, assign),
    ];

    /// <summary>The endpoint; null when the path has none for this method, or none at all.</summary>
    /// <param name="methods">The methods that the path has; empty when there is nothing.</param>
    public FaxRoute? Find(string method, string[] path, out IReadOnlyList<string> methods)
    {
        var others = new List<string>();
        methods = others;
        foreach (var route in All)
        {
            if (!route.Matches(path))
            {
                continue;
            }

            if (route.Method == method)
            {
                return route;
            }

            others.Add(route.Method);
        }

        return null;
    }
}
