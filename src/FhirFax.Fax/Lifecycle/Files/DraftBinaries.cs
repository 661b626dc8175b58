using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>
/// The Binaries of uploaded files. Each names its fax as its security context (R4 binary.html#security), by which it is told apart from a Binary that somebody else stored and that
/// is none of ours to delete.
/// </summary>
internal static class DraftBinaries
{
    public static JsonObject Binary(string contentType, ResourceKey communication) => new()
    {
        ["resourceType"] = "Binary",
        ["contentType"] = contentType,
        ["securityContext"] = new JsonObject { ["reference"] = communication.ToString() },
    };

    public static ResourceWrite Write(ResourcePreparer preparer, NewFaxFile file, string id, ResourceKey communication, string author) => new(
        preparer.Prepare(Binary(file.ContentType, communication), id), author, new BinaryContent(file.Content.Hash, file.Content.Size, file.OriginalName))
    {
        ExpectedVersion = 0,
    };

    /// <summary>Deletes a Binary that was uploaded for this fax and that no other fax has pinned; nothing otherwise.</summary>
    public static async ValueTask RemoveAsync(
        IStoreTransaction transaction, ProjectKey project, ResourceKey communication, ResourceKey binary, string author, CancellationToken cancellationToken)
    {
        if (await transaction.ReadAsync(project, binary, cancellationToken) is not { IsDeleted: false } stored
            || (await transaction.PinsAsync(project, binary, cancellationToken)).Count > 0)
        {
            return;
        }

        using var json = JsonDocument.Parse(stored.Utf8);
        if (json.RootElement.Child("securityContext")?.Text("reference") == communication.ToString())
        {
            await transaction.DeleteAsync(project, binary, null, author, cancellationToken);
        }
    }
}
