using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>Puts files to a draft and takes them away (fax-lifecycle-api.md 8.5, 8.6).</summary>
public sealed class FaxAttachments(IFhirFaxStore store, ResourcePreparer preparer)
{
    private readonly FaxChange _change = new(store, preparer);

    /// <summary>All files of the upload, in their order after those that are there, or none.</summary>
    /// <param name="author">Client id.</param>
    public Task<FaxResult> AddAsync(ProjectKey project, Guid id, FaxUpload upload, string author, CancellationToken cancellationToken) => _change.RunAsync(
        project,
        id,
        async (transaction, fax, token) =>
        {
            if (FaxRules.Check(fax.Row, FaxOperation.UploadFiles) is { } refusal)
            {
                return refusal;
            }

            var shown = await FaxReading.ShowAsync(transaction, project, fax, token);
            if ((upload.Refusal ?? CheckLimits(shown.Files, upload)) is { } unfit)
            {
                return unfit;
            }

            var communication = FaxChange.Parse(fax);
            foreach (var file in upload.Files)
            {
                var binaryId = Guid.NewGuid().ToString("D");
                await transaction.PutAsync(project, DraftBinaries.Write(preparer, file, binaryId, fax.Communication.Key, author), token);
                FaxFiles.Append(communication, FaxFiles.Payload(Guid.NewGuid(), file, binaryId));
            }

            await _change.StoreAsync(transaction, project, fax, communication, author, token);
            return null;
        },
        cancellationToken);

    /// <summary>Frees the file's share of the limits.</summary>
    /// <param name="author">Client id.</param>
    public Task<FaxResult> RemoveAsync(ProjectKey project, Guid id, Guid fileId, string author, CancellationToken cancellationToken) => _change.RunAsync(
        project,
        id,
        async (transaction, fax, token) =>
        {
            if (FaxRules.Check(fax.Row, FaxOperation.DeleteFile) is { } refusal)
            {
                return refusal;
            }

            var files = (await FaxReading.ShowAsync(transaction, project, fax, token)).Files;
            var position = 0;
            while (position < files.Count && files[position].Id != fileId)
            {
                position++;
            }

            if (position == files.Count)
            {
                return new FaxRefusal.FileNotFound(FaxRules.Id(fax.Row), fileId.ToString("D"));
            }

            var communication = FaxChange.Parse(fax);
            if (FaxFiles.Remove(communication, position) is { Type: "Binary" } binary)
            {
                await DraftBinaries.RemoveAsync(transaction, project, fax.Communication.Key, binary, author, token);
            }

            await _change.StoreAsync(transaction, project, fax, communication, author, token);
            return null;
        },
        cancellationToken);

    private static FaxRefusal? CheckLimits(IReadOnlyList<FaxFile> present, FaxUpload upload)
    {
        if (present.Count + upload.Count > FaxFileLimits.MostFiles)
        {
            return new FaxRefusal.FilesLimitExceeded(present.Count, upload.Count);
        }

        var bytes = present.Sum(file => file.Size);
        return bytes + upload.Bytes > FaxFileLimits.MostBytes ? new FaxRefusal.FilesSizeExceeded(bytes, upload.Bytes) : null;
    }
}
