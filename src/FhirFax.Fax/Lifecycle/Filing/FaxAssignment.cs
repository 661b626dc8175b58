using System.Text.Json.Nodes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle.Filing;

/// <summary>Links a fax to a patient, and files a received one in the patient's record (fax-lifecycle-api.md 8.9).</summary>
public sealed class FaxAssignment(IFhirFaxStore store, ResourcePreparer preparer)
{
    private readonly FaxChange _change = new(store, preparer);

    /// <param name="documentTypeName">Needed for an inbound fax, without meaning for an outbound one.</param>
    /// <param name="author">Client id.</param>
    public Task<FaxResult> AssignAsync(
        FaxProject project, Guid id, Guid patientId, string? documentTypeName, string author, CancellationToken cancellationToken) => _change.RunAsync(
        project.Key,
        id,
        async (transaction, fax, token) =>
        {
            var isInbound = fax.Row.Direction == FaxDirection.Inbound;
            if (isInbound && documentTypeName is null)
            {
                return new FaxRefusal.Invalid("documentTypeName", InvalidReason.Required, "Document type is required for an incoming fax");
            }

            if (await FaxPatients.FindAsync(transaction, project.Key, patientId, token) is not { } patient)
            {
                return new FaxRefusal.PatientNotFound(patientId.ToString("D"));
            }

            return isInbound
                ? await FileAsync(transaction, project, fax, patient, documentTypeName!, author, token)
                : await LinkAsync(transaction, project.Key, fax, patient, author, token);
        },
        cancellationToken);

    private async ValueTask<FaxRefusal?> LinkAsync(
        IStoreTransaction transaction, ProjectKey project, ListedFax fax, ResourceKey patient, string author, CancellationToken cancellationToken)
    {
        var communication = FaxChange.Parse(fax);
        FaxMapping.SetPatient(communication, patient);
        await _change.StoreAsync(transaction, project, fax, communication, author, cancellationToken);
        return null;
    }

    private async ValueTask<FaxRefusal?> FileAsync(
        IStoreTransaction transaction, FaxProject project, ListedFax fax, ResourceKey patient, string typeName, string author, CancellationToken cancellationToken)
    {
        if (project.DocumentTypes.FirstOrDefault(type => type.Name == typeName) is not { IsActive: true } type)
        {
            return new FaxRefusal.DocumentTypeNotFound(typeName);
        }

        var shown = await FaxReading.ShowAsync(transaction, project.Key, fax, cancellationToken);
        if (CheckFiles(shown, type) is { } unfit)
        {
            return unfit;
        }

        var communication = FaxChange.Parse(fax);
        FaxMapping.SetPatient(communication, patient);
        if (fax.Row.DocumentTypeName == typeName && JsonNode.DeepEquals(FaxChange.Parse(fax), communication))
        {
            return null;
        }

        await FiledDocuments.WithdrawAsync(transaction, preparer, project.Key, fax.Communication.Key, null, author, cancellationToken);
        var document = FiledDocuments.Document(fax.Communication.Key, communication, patient, type, transaction.Now);
        await transaction.PutAsync(project.Key, new ResourceWrite(preparer.Prepare(document, Guid.NewGuid().ToString("D")), author) { ExpectedVersion = 0 }, cancellationToken);
        // Stored also when only the type is another: it tells who filed the fax, and when.
        await transaction.PutAsync(project.Key, new ResourceWrite(preparer.Prepare(communication, fax.Communication.Key.Id), author), cancellationToken);
        return null;
    }

    private static FaxRefusal? CheckFiles(Fax fax, PatientDocumentType type)
    {
        if (fax.Files.Count == 0)
        {
            return new FaxRefusal.FilesRequired(fax.Id.ToString("D"));
        }

        foreach (var file in fax.Files)
        {
            var extension = Path.GetExtension(file.OriginalName).TrimStart('.').ToLowerInvariant();
            if (type.AllowedExtensions.Count > 0 && !type.AllowedExtensions.Contains(extension))
            {
                return new FaxRefusal.FileTypeNotSupported(file.OriginalName, type.AllowedExtensions);
            }
        }

        return null;
    }
}
