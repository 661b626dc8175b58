using FhirFax.Store;

namespace FhirFax.Server.Faxes.Files;

/// <summary>Reads the files of a <c>multipart/form-data</c> body as they come, into the content store, with bounded memory (fax-lifecycle-api.md 6, 8.5).</summary>
internal interface IFaxUploadReader
{
    /// <summary>Reads the body to its end, also when something in it is refused: the answer depends on all of it.</summary>
    /// <param name="request">Its Content-Type is <c>multipart/form-data</c>.</param>
    Task<FaxUploadBody> ReadAsync(HttpRequest request, ProjectKey project, CancellationToken cancellationToken);
}
